import { type ParsedMail, simpleParser } from 'mailparser';
import { describe, expect, test } from 'vitest';
import { composeMail } from '../../../shared/domain/mail/compose-mail.ts';
import { plainTexts } from '../../../shared/domain/notifications/mail-texts.ts';
import { type Notification, owedNotification } from '../../../shared/domain/notifications/notification.ts';
import { notificationKinds } from '../../../shared/domain/notifications/notification-kinds.ts';
import { renderNotification } from '../../../shared/domain/notifications/render-notification.ts';
import { NotificationEvent } from '../../../shared/domain/settings/notification-settings.ts';
import { type Template, templateIdOf } from '../../../shared/domain/templates/template.ts';
import { TemplateEvent } from '../../../shared/domain/templates/template-event.ts';
import { remark } from '../../../shared/domain/words/remark.ts';
import { aPlannedReply } from '../../support/a-reply.ts';
import { aTicket } from '../../support/a-ticket.ts';

/** Every kind of mail whose every word is hostile, as bytes, read by a program that is not ours. */

const now = new Date('2026-11-02T09:00:00.000Z');
const fields = 'x\r\nBcc: victim@example.org\r\nX-Evil: yes\r\n\r\n<script>alert(1)</script>';
const hostile: [string, string][] = [
  ['that begins fields and a body', fields],
  ['that begins fields by other line breaks', 'x\nBcc: victim@example.org\rX-Evil: yes\u2028Bcc: victim@example.org\u0085X-Evil: yes\0'],
  ['that is an encoded word with a line break', '=?utf-8?Q?x=0D=0ABcc:_victim@example.org?= =?utf-8?B?DQpYLUV2aWw6IHllcw==?='],
  ['that brings the number of another ticket', '[Ticket #SUP-2] [Ticket #SUP-1001 [ticket #sup-3] ]'],
  ['that is a list of addresses', 'Eve" <eve@evil.example>, victim@example.org; "'],
  ['that is Liquid', '{{ note_text }}{% assign ticket_number = "SUP-2" %}{{ ticket_number }}{% raw %}'],
  ['of 5,000 characters', 'x'.repeat(5000)],
  ['of nothing', ''],
];

/** What somebody set, and whose output lost the number. */
const lost = [
  '{% if ticket_status == "closed" %}[Ticket #{{ ticket_number }}]{% endif %}{{ ticket_subject }}',
  '{{ ticket_number | slice: 0, 3 }}',
];
const templatesOf = (subject: string) =>
  new Map(
    TemplateEvent.options.map((event): [string, Template] => {
      const template = {
        event,
        queueId: null,
        language: 'en' as const,
        subject,
        text: '{{ requester_name }}',
        html: '<p>{{ ticket_subject }}</p>',
      };
      return [templateIdOf(template), template];
    }),
  );

/** The kinds of mail, each to whom it goes, with the data that it needs. */
const kinds: [string, 'client' | 'team', Notification['data']][] = [
  ...NotificationEvent.options.map((event): [string, 'client' | 'team', Notification['data']] => {
    const isClients = ['ticket-created', 'technician-replied', 'ticket-resolved', 'ticket-closed'].includes(event);
    return [event, isClients ? 'client' : 'team', {}];
  }),
  ['guest-link', 'client', {}],
  ['technician-mail', 'client', {}],
  ['mail-not-sent-on', 'team', { why: 'file', file: fields }],
  ['mail-bounced', 'team', { address: 'alice@fabrikam.example', reason: remark('mail-returned', { reason: 'user-unknown' }) }],
];

async function read(
  kind: string,
  audience: 'client' | 'team',
  data: Notification['data'],
  words: string,
  templates = new Map<string, Template>(),
) {
  const ticket = aTicket({ subject: words, mailSubject: words, requester: { address: 'alice@fabrikam.example', name: words } });
  const { message } = aPlannedReply({ ticket, author: { address: 'ada@contoso.example', name: words } });
  const settings = {
    keys: [Buffer.from('a key for tests')] as const,
    senderAddress: 'support@contoso.example',
    mailbox: { address: 'support@contoso.example', name: words, plusAddressing: true },
    ticketUrl: 'https://psa.contoso.example/tickets/{number}',
    texts: { ...plainTexts(words), templates },
  };
  const to = { address: audience === 'client' ? 'alice@fabrikam.example' : 'ada@contoso.example', name: words };
  const { ticketId } = ticket;
  const owed = {
    ticketId,
    kind,
    cause: 'a cause',
    data,
    to,
    quotesMail: true,
    audience,
    language: 'en' as const,
    messageItemId: message.id,
  };
  const row = owedNotification({ ...owed, mailId: 'a-mail', inReplyTo: '<1@client.example>', references: ['<1@client.example>'] }, now);
  const mail = renderNotification(row, ticket, settings, notificationKinds, { message, files: [] });
  const raw = Buffer.from(await composeMail(mail, now));
  return { mail: await simpleParser(raw, { skipTextToHtml: true, skipHtmlToText: true }), to, raw };
}

const known =
  'auto-submitted content-type date from in-reply-to message-id mime-version references reply-to subject thread-index thread-topic to x-auto-response-suppress'.split(
    ' ',
  );

function expectHarmless({ mail, to, raw }: Awaited<ReturnType<typeof read>>, what: string) {
  expect(
    [...mail.headers.keys()].filter((name) => !known.includes(name)),
    what,
  ).toEqual([]);
  const addresses = ({ to: toWhom, from, replyTo }: ParsedMail) =>
    [toWhom, from, replyTo].flat().flatMap((field) => field?.value.map(({ address }) => address) ?? []);
  expect(addresses(mail), what).toEqual([
    to.address,
    'support@contoso.example',
    expect.stringMatching(/^support\+[^@]+@contoso\.example$/),
  ]);
  expect(mail.subject?.match(/\[ticket #[^\]]*\]/i)?.[0], what).toBe('[Ticket #SUP-1001]');
  expect(mail.messageId, what).toMatch(/^<[\w.-]+@contoso\.example>$/);
  expect(String(mail.html), what).not.toMatch(/<script|<p>\s*<\/p>\s*Bcc/i);
  expect(mail.attachments, what).toEqual([]);
  const lines = raw.toString('latin1').split('\r\n');
  expect(Math.max(...lines.map(({ length }) => length)), what).toBeLessThan(998);
}

describe.each(hostile)('a title and names %s', (_, words) => {
  test('begin no field, reach nobody else, and leave the number first in the subject, in every kind of mail', async () => {
    expect(new Set(kinds.map(([kind]) => kind))).toEqual(new Set(notificationKinds.keys()));
    for (const [kind, audience, data] of kinds) expectHarmless(await read(kind, audience, data, words), kind);
  });

  test('nor do they where a template lost the number', async () => {
    for (const subject of lost)
      for (const [kind, audience, data] of kinds)
        expectHarmless(await read(kind, audience, data, words, templatesOf(subject)), `${kind} ${subject}`);
  });
});
