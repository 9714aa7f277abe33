import { expect, it } from 'vitest';
import type { MailboxHealth, MailboxState, Subscription } from '../../../shared/domain/mailboxes/mailbox.ts';
import { planPolls, withoutSubscription } from '../../../shared/domain/mailboxes/plan-polls.ts';
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

it.each([
  ['an IMAP mailbox, always', state(imapMailbox(993), { lastPolledAt: '2026-11-02T08:59:59Z' }), true],
  ['one that was never read', state(imapMailbox(993), null), true],
  ['not a disabled one', state(imapMailbox(993, { enabled: false }), null), false],
  ['not one that has to wait', state(imapMailbox(993), { retryAt: '2026-11-02T09:00:01Z' }), false],
  ['one that has waited', state(imapMailbox(993), { retryAt: '2026-11-02T09:00:00Z' }), true],
  ['a Graph mailbox at once', state(graphMailbox(), null), true],
  ['and then every quarter of an hour', state(graphMailbox(), { lastPolledAt: '2026-11-02T08:45:00Z' }), true],
  ['not before', state(graphMailbox(), { lastPolledAt: '2026-11-02T08:45:01Z' }), false],
  ['a Graph mailbox without subscription every minute', state(graphMailbox(), { lastPolledAt: '2026-11-02T08:59:00Z' }, null), true],
  ['not more often', state(graphMailbox(), { lastPolledAt: '2026-11-02T08:59:01Z' }, null), false],
  [
    'one whose subscription is being made',
    state(graphMailbox(), { lastPolledAt: '2026-11-02T08:59:00Z' }, { ...live, subscriptionId: '' }),
    true,
  ],
  [
    'one whose subscription has run out',
    state(graphMailbox(), { lastPolledAt: '2026-11-02T08:59:00Z' }, { ...live, expiresAt: '2026-11-02T09:00:00Z' }),
    true,
  ],
] as const)('polled: %s', (_, one, isPolled) => {
  const { mailboxId } = one.mailbox;
  const poll = { v: 1, mailboxId, scheduledAt: '2026-11-02T09:00:00.000Z', subscription: 'keep' };
  expect(planPolls([one], now)).toEqual(isPolled ? [poll] : []);
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
