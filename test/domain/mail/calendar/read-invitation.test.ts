import { describe, expect, test } from 'vitest';
import { readInvitation } from '../../../../shared/domain/mail/calendar/read-invitation.ts';
import { parseMail } from '../../../../shared/domain/mail/parse-mail.ts';
import { aMail } from '../../../support/a-mail.ts';

const berlin = [
  'BEGIN:VTIMEZONE',
  'TZID:W. Europe Standard Time',
  'BEGIN:STANDARD',
  'DTSTART:16010101T030000',
  'TZOFFSETFROM:+0200',
  'TZOFFSETTO:+0100',
  'RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=10',
  'END:STANDARD',
  'BEGIN:DAYLIGHT',
  'DTSTART:16010101T020000',
  'TZOFFSETFROM:+0100',
  'TZOFFSETTO:+0200',
  'RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=3',
  'END:DAYLIGHT',
  'END:VTIMEZONE',
];
const calendar = (method: string, ...event: string[]) =>
  ['BEGIN:VCALENDAR', 'VERSION:2.0', `METHOD:${method}`, ...berlin, 'BEGIN:VEVENT', ...event, 'END:VEVENT', 'END:VCALENDAR', ''].join(
    '\r\n',
  );

describe('what a calendar part says', () => {
  test('an invitation of Outlook: what, when, where, who', () => {
    const invitation = readInvitation(
      calendar(
        'REQUEST',
        'SUMMARY:Printer service\\, second floor',
        'DTSTART;TZID=W. Europe Standard Time:20261102T090000',
        'DTEND;TZID=W. Europe Standard Time:20261102T103000',
        'RRULE:FREQ=WEEKLY;INTERVAL=2;COUNT=10',
        'LOCATION:Room 1',
        'ORGANIZER;CN="Fabrikam, Alice":mailto:Alice@fabrikam.example',
        'ATTENDEE;ROLE=REQ-PARTICIPANT;PARTSTAT=NEEDS-ACTION;CN=Bob:mailto:bob@contoso.ex',
        ' ample',
        'DESCRIPTION:Please bring paper.\\nThank you',
      ),
    );
    expect(invitation).toEqual({
      method: 'request',
      cancelled: false,
      what: 'Printer service, second floor',
      start: '2026-11-02T08:00:00Z',
      end: '2026-11-02T09:30:00Z',
      zone: 'W. Europe Standard Time',
      repeats: 'every 2 weeks, 10 times',
      where: 'Room 1',
      organizer: { address: 'alice@fabrikam.example', name: 'Fabrikam, Alice' },
      attendees: [{ address: 'bob@contoso.example', name: 'Bob', answer: null }],
      note: 'Please bring paper.\nThank you',
      summary: [
        'Invitation: Printer service, second floor',
        'When: 2026-11-02 09:00 to 10:30 (W. Europe Standard Time), every 2 weeks, 10 times',
        'Where: Room 1',
        'Organizer: Fabrikam, Alice <alice@fabrikam.example>',
      ].join('\n'),
    });
  });

  const times: [string, string, string | null][] = [
    ['summer time by the calendar', 'DTSTART;TZID=W. Europe Standard Time:20260702T090000', '2026-07-02T07:00:00Z'],
    ['the day it begins', 'DTSTART;TZID=W. Europe Standard Time:20260329T030000', '2026-03-29T01:00:00Z'],
    ['January still has the offset of October', 'DTSTART;TZID=W. Europe Standard Time:20260115T090000', '2026-01-15T08:00:00Z'],
    ['a zone by its name', 'DTSTART;TZID=America/New_York:20261102T090000', '2026-11-02T14:00:00Z'],
    ['UTC', 'DTSTART:20261102T090000Z', '2026-11-02T09:00:00Z'],
    ['a zone that nobody knows', 'DTSTART;TZID=My Zone:20261102T090000', '2026-11-02T09:00:00'],
    ['a whole day', 'DTSTART;VALUE=DATE:20261102', '2026-11-02'],
    ['no time', 'DTSTART:tomorrow', null],
    ['no day', 'DTSTART:20269999', null],
  ];
  test.each(times)('%s', (_, line, expected) => {
    expect(readInvitation(calendar('REQUEST', 'SUMMARY:x', line))?.start).toBe(expected);
  });

  test('days: the end is the day after', () => {
    const event = ['SUMMARY:Fair', 'DTSTART;VALUE=DATE:20261102', 'DTEND;VALUE=DATE:20261105'];
    expect(readInvitation(calendar('PUBLISH', ...event))?.summary).toBe('Invitation: Fair\nWhen: 2026-11-02 to 2026-11-04');
  });

  test('an answer, a cancellation', () => {
    const reply = readInvitation(calendar('REPLY', 'SUMMARY:Fair', 'ATTENDEE;PARTSTAT=DECLINED:mailto:bob@fabrikam.example'));
    expect(reply?.summary).toBe('Answer to an invitation: Fair\nbob@fabrikam.example: declined');
    expect(readInvitation(calendar('CANCEL', 'SUMMARY:Fair'))).toMatchObject({ cancelled: true, summary: 'Cancelled: Fair' });
  });

  test('what is none, or hostile', () => {
    expect(readInvitation('hello')).toBeNull();
    expect(readInvitation('BEGIN:VCALENDAR\nEND:VCALENDAR')).toBeNull();
    for (const hostile of [
      'BEGIN:VCALENDAR\n'.repeat(100_000),
      `X${';A="'.repeat(100_000)}`,
      calendar('REQUEST', 'ATTENDEE:mailto:a@b.example\r\n'.repeat(50_000), `RRULE:FREQ=${'S'.repeat(200_000)}`),
    ]) {
      const begin = process.cpuUsage();
      expect(readInvitation(hostile)?.attendees.length ?? 0).toBeLessThanOrEqual(100);
      expect(process.cpuUsage(begin).user).toBeLessThan(1_000_000);
    }
  });
});

test('a mail with nothing but an invitation shows what it says; the part stays', async () => {
  const mail = await parseMail(
    aMail({ text: '', attachments: [{ type: 'text/calendar', disposition: null, content: calendar('REQUEST', 'SUMMARY:Fair') }] }),
  );
  expect(mail).toMatchObject({ text: 'Invitation: Fair', invitation: { what: 'Fair' }, parts: [{ contentType: 'text/calendar' }] });
});

test.each([
  ['its description', 'DESCRIPTION:Please prepare the rules.\\nJoin: https://meet.example/j/9\\, code 7'],
  ['its description in HTML', 'X-ALT-DESC;FMTTYPE=text/html:<p>Please prepare the rules.<br>Join: https://meet.example/j/9\\, code 7</p>'],
])('a forwarded meeting that is a calendar alone shows %s, with the link to join', (_, description) => {
  const type = 'text/calendar; charset=utf-8; method=REQUEST';
  const mail = parseMail(aMail({ headers: { 'Content-Type': type }, body: calendar('REQUEST', 'SUMMARY:Firewall', description) }));
  expect(mail.text).toBe('Invitation: Firewall\n\nPlease prepare the rules.\nJoin: https://meet.example/j/9, code 7');
});
