import { expect, test } from 'vitest';
import { bounceNotices } from '../../../shared/domain/notifications/mail-bounced.ts';
import { Notification } from '../../../shared/domain/notifications/notification.ts';
import { notificationKinds } from '../../../shared/domain/notifications/notification-kinds.ts';
import { renderNotification } from '../../../shared/domain/notifications/render-notification.ts';
import { LanguageCode } from '../../../shared/domain/text/language-code.ts';
import { remark } from '../../../shared/domain/words/remark.ts';
import { storedBefore } from '../../fixtures/stored-before.ts';
import { aTicket } from '../../support/a-ticket.ts';
import { ada, alice, bob, dan, eve, noticeFacts } from '../../support/notice-facts.ts';

/** Whom it tells that a mail to a client came back. */

const row = (change: Partial<Notification> = {}): Notification => ({ ...Notification.parse(storedBefore.notification), ...change });
const reason = remark('mail-bounced', { address: alice });
const told = (change: Partial<Notification>, assignee: string | null) =>
  bounceNotices(row(change), aTicket({ assignee }), reason, noticeFacts()).map(({ to }) => to.address);

test('whose ticket it is, and who wrote the mail', () => {
  expect(told({ by: bob }, ada)).toEqual([ada, bob]);
  expect(told({ by: ada }, ada)).toEqual([ada]);
});

test('where that is no technician, the team of the queue; in its own language, and marked as internal', () => {
  expect(told({}, null)).toEqual([bob, dan]);
  expect(told({}, eve)).toEqual([bob, dan]);
  const facts = noticeFacts();
  const technicians = facts.technicians.map((one) => ({ ...one, language: 'de' as const }));
  const [notice] = bounceNotices(row(), aTicket(), reason, { ...facts, technicians });
  expect(notice).toMatchObject({ audience: 'team', language: 'de', status: 'waiting' });
});

test('of a mail to technicians nobody, and never the one whose mail came back', () => {
  expect(told({ audience: 'team' }, ada)).toEqual([]);
  expect(told({ kind: 'mail-bounced' }, ada)).toEqual([]);
  expect(told({ to: { address: ada, name: null }, by: bob }, ada)).toEqual([bob]);
});

test.each(LanguageCode.options)('the notice in %s says so in its subject', (language) => {
  const settings = {
    keys: [Buffer.from('a key for tests')],
    senderAddress: 'no-reply@mail.contoso.example',
    mailbox: { address: 'support@contoso.example', name: 'Support', plusAddressing: false },
    ticketUrl: 'https://psa.contoso.example/tickets/{number}',
  } satisfies Parameters<typeof renderNotification>[2];
  const notice = row({ kind: 'mail-bounced', audience: 'team', language, data: { address: alice, reason } });
  const { subject, text, html } = renderNotification(notice, aTicket(), settings, notificationKinds);
  expect(subject).toMatch(new RegExp(`^\\[Ticket #SUP-1001\\] .*${alice}`));
  expect(text).toContain('https://psa.contoso.example/tickets/SUP-1001');
  expect(html).toContain(`lang="${language}"`);
});
