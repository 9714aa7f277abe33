import { expect, it } from 'vitest';
import type { RefreshTokenLogin } from '../../../shared/domain/mailboxes/login.ts';
import type { MailboxHealth, MailboxState } from '../../../shared/domain/mailboxes/mailbox.ts';
import { planPolls, withoutSubscription } from '../../../shared/domain/mailboxes/plan-polls.ts';
import type { Subscription } from '../../../shared/domain/mailboxes/subscription.ts';
import { graphMailbox } from '../../support/graph-mailbox.ts';
import { imapMailbox } from '../../support/imap-mailbox.ts';

const now = new Date('2026-11-02T09:00:00Z');
const well: MailboxHealth = { lastPolledAt: null, lastMailAt: null, failures: 0, lastError: null, retryAt: null, stuckOn: null };
const live: Subscription = {
  subscriptionId: 'one',
  resource: '',
  expiresAt: '2026-11-02T09:00:01Z',
  clientStateSha256: 'x',
  notificationUrl: '',
};
const state = (
  mailbox: MailboxState['mailbox'],
  health: Partial<MailboxHealth> | null,
  subscription: Subscription | null = live,
): MailboxState => ({
  mailbox,
  cursor: null,
  subscription,
  health: health && { ...well, ...health },
});

const pace = { minMs: 60_000, maxMs: 900_000 };
/** Whether a mailbox that was given to a poll at that time of the day is polled at nine. */
const isPolled = (one: MailboxState, asked: string | null) => {
  const times = new Map(asked === null ? [] : [[one.mailbox.mailboxId, Date.parse(`2026-11-02T${asked}Z`)]]);
  return planPolls([one], times, pace, now).polls.length === 1;
};
const byAnother: RefreshTokenLogin = {
  method: 'refresh-token',
  provider: 'microsoft',
  secretName: 'x',
  tenantId: null,
  account: 'deputy@contoso.example',
};
const at = (time: string) => `2026-11-02T${time}Z`;

it.each([
  ['one that was never read', state(imapMailbox(993), null), null, true],
  ['not a disabled one', state(imapMailbox(993, { enabled: false }), null), null, false],
  ['each minute while mails come', state(imapMailbox(993), { lastMailAt: at('08:50:00') }), '08:59:00', true],
  ['not more often', state(imapMailbox(993), { lastMailAt: at('08:50:00') }), '08:59:10', false],
  ['although a clock that was ahead wrote when it was asked', state(imapMailbox(993), { lastMailAt: at('08:50:00') }), '23:00:00', true],
  ['not at once when another clock is seconds ahead', state(imapMailbox(993), { lastMailAt: at('08:50:00') }), '09:00:05', false],
  ['although the timer is a second early', state(imapMailbox(993), { lastMailAt: at('08:50:00') }), '08:59:01', true],
  ['every five minutes after an hour of silence', state(imapMailbox(993), { lastMailAt: at('08:00:00') }), '08:55:00', true],
  ['not more often then', state(imapMailbox(993), { lastMailAt: at('08:00:00') }), '08:56:00', false],
  ['every quarter of an hour after a night', state(imapMailbox(993), { lastMailAt: at('00:00:00') }), '08:45:00', true],
  ['not more often after a night', state(imapMailbox(993), { lastMailAt: at('00:00:00') }), '08:50:00', false],
  ['often, just after it was connected', state(imapMailbox(993), { connectedAt: at('08:55:00') }), '08:59:00', true],
  ['often, just after the day that its mail is read from', state(imapMailbox(993, { since: at('08:55:00') }), null), '08:59:00', true],
  ['not one that has to wait', state(imapMailbox(993), { retryAt: at('09:00:01') }), null, false],
  ['one that has waited, however quiet it is', state(imapMailbox(993), { retryAt: at('09:00:00') }), '08:59:30', true],
  ['not once more while that poll is on its way', state(imapMailbox(993), { retryAt: at('08:59:40') }), '08:59:50', false],
  [
    'a Graph mailbox every quarter of an hour, if mails come or not',
    state(graphMailbox(), { lastMailAt: at('08:59:00') }),
    '08:45:00',
    true,
  ],
  ['not before', state(graphMailbox(), { lastMailAt: at('08:59:00') }), '08:46:00', false],
  ['a Graph mailbox without subscription every minute', state(graphMailbox(), null, null), '08:59:00', true],
  ['not more often than that', state(graphMailbox(), null, null), '08:59:30', false],
  ['one whose subscription is being made', state(graphMailbox(), null, { ...live, subscriptionId: '' }), '08:59:00', true],
  ['one whose subscription has run out', state(graphMailbox(), null, { ...live, expiresAt: at('09:00:00') }), '08:59:00', true],
  [
    'rarely, a quiet one that another account reads: Graph announces nothing of it',
    state(graphMailbox({ login: byAnother }), { lastMailAt: at('00:00:00') }, null),
    '08:50:00',
    false,
  ],
] as const)('polled: %s', (_, one, asked, expected) => {
  expect(isPolled(one, asked)).toBe(expected);
});

it('goes twenty to an item, those of one server together, and keeps when each was asked', () => {
  const from = (host: string, count: number) =>
    Array.from({ length: count }, (_, n) => imapMailbox(993, { mailboxId: `${host}-${n}`, host }));
  const states = from('fast', 12)
    .flatMap((mailbox, n) => [mailbox, ...from('slow', 12).slice(n, n + 1)])
    .map((mailbox) => state(mailbox, null));
  const { polls, asked } = planPolls(states, new Map([['gone', 1]]), pace, now);
  const ids = polls.map(({ mailboxId, others = [] }) => [mailboxId, ...others]);
  expect(ids.map(({ length }) => length)).toEqual([20, 4]);
  expect(ids.flat().map((id) => id.slice(0, 4))).toEqual([...Array(12).fill('fast'), ...Array(12).fill('slow')]);
  expect([asked.size, new Set(asked.values()), asked.has('gone')]).toEqual([24, new Set([now.getTime()]), false]);
});

it('told to have no subscription: an enabled Graph mailbox, and no other', () => {
  const other = (mailboxId: string, more = {}) => graphMailbox({ mailboxId, ...more });
  const states = [
    state(other('without'), null, null),
    state(other('with'), null),
    state(other('disabled', { enabled: false }), null, null),
    state(imapMailbox(993), null, null),
  ];
  expect(withoutSubscription(states, now)).toEqual(['without']);
});
