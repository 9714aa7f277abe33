import { expect, it } from 'vitest';
import type { AlertEvent } from '../../../shared/domain/alerts/alert-book.ts';
import { alertMail } from '../../../shared/domain/alerts/alert-mail.ts';
import { remark } from '../../../shared/domain/words/remark.ts';

const settings = { senderAddress: 'no-reply@mail.contoso.example', linkTo: (id: string) => `https://app.example/api/mailboxes/${id}` };
const about = { mailboxId: 'support', address: 'support@contoso.example' };
const turned: AlertEvent = {
  ...{ kind: 'turned', id: 'a-1', ...about, state: 'needs-authorisation', since: '2026-03-01T12:00:00.000Z' },
  problem: remark('mailbox-unauthorised', { mailboxId: 'support', said: 'AADSTS50173\r\nBcc: everybody@contoso.example <b>' }),
  meanwhile: [{ state: 'delayed', at: '2026-03-01T11:00:00.000Z' }],
};
const mailOf = (events: AlertEvent[], to = 'admin@contoso.example') =>
  alertMail({ id: 'a-mail', decidedAt: '2026-03-01T12:00:00.000Z', events }, to, settings);

it('says what happened, since when, what to do, and where to look', () => {
  const { subject, text, html } = mailOf([turned]);
  expect(subject).toBe('support@contoso.example has to be authorised again');
  expect(text).toContain(
    'Since: 2026-03-01 12:00 (UTC)\nWhat is wrong, and what to do: The app may not use it any more. Authorise it again: POST /api/mailboxes/support/authorization answers with the link',
  );
  expect(text).toContain('Before: 2026-03-01 11:00 delayed\nMore: https://app.example/api/mailboxes/support');
  expect(html).toContain('&lt;b&gt;');
});

it('is answered by no machine, and is the same mail each time it is made for the same address', () => {
  const mail = mailOf([turned]);
  expect(mail.headers).toEqual({ 'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': 'All' });
  expect(mailOf([turned])).toEqual(mail);
  expect(mail.messageId).toBe(`<${mail.operationId}@mail.contoso.example>`);
  expect(mailOf([turned], 'other@contoso.example').operationId).not.toBe(mail.operationId);
});

it('tells of recoveries and clocks, also of one that a later version knows', () => {
  const [since, at] = ['2026-03-01T12:00:00.000Z', '2026-03-01T14:00:00.000Z'];
  const recovered = mailOf([{ kind: 'recovered', id: 'a-2', ...about, state: 'failing', since, at, meanwhile: [] }]);
  expect(recovered.subject).toBe('support@contoso.example is well again');
  expect(recovered.text).toContain('It was: failing, since 2026-03-01 12:00 until 2026-03-01 14:00 (UTC)');
  const clock = (name: string) => mailOf([{ kind: 'clock', id: 'a-3', ...about, clock: name, endsAt: at, days: 3, mailboxes: 1 }]);
  expect(clock('clientSecret').text).toMatch(
    /^The client secret by which support@contoso.example is read ends within 3 days\. Make a new one/,
  );
  expect(clock('moon').subject).toBe('Something of support@contoso.example ends within 3 days: moon.');
});

it('many at once are one mail, of which the first fifty are told', () => {
  const { subject, text } = mailOf(Array.from({ length: 60 }, () => turned));
  expect(subject).toBe('60 messages about mailboxes');
  expect(text.split('has to be authorised again').length - 1).toBe(50);
  expect(text).toContain('\n\n+ 10\n\n');
});
