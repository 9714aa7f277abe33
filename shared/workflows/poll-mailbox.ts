import { type GraphMailbox, isGraphMailbox, type MailboxState } from '../domain/mailboxes/mailbox.ts';
import type { Subscription } from '../domain/mailboxes/subscription.ts';
import type { PollRef } from '../domain/queue-items.ts';
import { BrokenSettingError, MailSourceError } from '../errors.ts';
import { type PollResult, type PollStateDeps, pollState } from './poll-state.ts';

export type PollMailboxDeps = PollStateDeps & {
  readMailbox(mailboxId: string): Promise<MailboxState | null>;
  renewSubscription(mailbox: GraphMailbox, stored: Subscription | null, wanted: 'renew' | 'recreate'): Promise<unknown>;
};

/**
 * Polls one mailbox: fetches what came after its cursor and keeps how it went. Mails beyond the
 * poll's limits are left to the next poll, which is queued at once. That a mailbox can't be read is
 * kept as its health, and it is tried again later.
 *
 * @throws what the stores throw: the queue tries again.
 */
export async function pollMailbox(deps: PollMailboxDeps, ref: PollRef): Promise<PollResult> {
  try {
    const state = await deps.readMailbox(ref.mailboxId);
    const subscriptionError = await renewIfAsked(deps, ref, state);
    const result = state ? await pollState(deps, ref, state, 'take-in') : ({ kind: 'passed-over', reason: 'no-such-mailbox' } as const);
    return { ...result, subscriptionError };
  } catch (error) {
    if (!(error instanceof BrokenSettingError)) throw error;
    return { kind: 'waits-for-setting', problem: error.message, subscriptionError: null };
  }
}

/**
 * Comes before all that may skip the poll. When it fails, the renewal's timer tries again; the
 * mails are more urgent.
 */
async function renewIfAsked(deps: PollMailboxDeps, { subscription }: PollRef, state: MailboxState | null): Promise<string | null> {
  if (subscription === 'keep' || !state || !isGraphMailbox(state.mailbox)) return null;
  try {
    await deps.renewSubscription(state.mailbox, state.subscription, subscription);
    return null;
  } catch (error) {
    if (!(error instanceof MailSourceError)) throw error;
    return `${error.failure}: ${error.message}`;
  }
}
