import { type GraphMailbox, isGraphMailbox, type MailboxList } from '../domain/mailboxes/mailbox.ts';
import { type PollRef, pollRef } from '../domain/queue-items.ts';
import { BrokenSettingError, MailSourceError } from '../errors.ts';
import { type RenewedSubscription, type RenewSubscriptionDeps, renewSubscription } from './renew-subscription.ts';

export type RenewSubscriptionsDeps = {
  now(): Date;
  listMailboxes(): Promise<MailboxList>;
  /** With the token by which that mailbox is read. */
  depsFor(mailbox: GraphMailbox): Promise<RenewSubscriptionDeps>;
};

/**
 * What became of each mailbox's subscription, and the polls that are owed to those that have a new
 * one.
 */
export type RenewedSubscriptions = {
  results: { mailboxId: string; result: RenewedSubscription | 'failed'; error: string | null }[];
  polls: PollRef[];
};

/**
 * Sees to the subscriptions of all Graph mailboxes. One that fails doesn't keep the others from
 * theirs; it is tried again the next time.
 */
export async function renewSubscriptions(deps: RenewSubscriptionsDeps): Promise<RenewedSubscriptions> {
  const results: RenewedSubscriptions['results'] = [];
  const polls: PollRef[] = [];
  const { states } = await deps.listMailboxes();
  for (const { mailbox, subscription } of states) {
    if (!isGraphMailbox(mailbox)) continue;
    const { mailboxId } = mailbox;
    try {
      const result = await renewSubscription(await deps.depsFor(mailbox), mailbox, subscription, 'keep');
      results.push({ mailboxId, result, error: null });
      if (result === 'created') polls.push(pollRef(mailboxId, deps.now()));
    } catch (error) {
      if (!(error instanceof MailSourceError || error instanceof BrokenSettingError)) throw error;
      const problem = error instanceof MailSourceError ? `${error.failure}: ${error.message}` : error.message;
      results.push({ mailboxId, result: 'failed', error: problem });
    }
  }
  return { results, polls };
}
