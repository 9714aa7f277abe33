import { type GraphMailbox, isGraphMailbox, type MailboxList } from '../domain/mailboxes/mailbox.ts';
import type { Subscription } from '../domain/mailboxes/subscription.ts';
import { type PollRef, pollRef } from '../domain/queue-items.ts';
import { straySubscriptions } from '../domain/subscriptions/stray-subscriptions.ts';
import { BrokenSettingError, MailSourceError } from '../errors.ts';
import type { RenewedSubscription } from './renew-folder-subscription.ts';
import { type RenewSubscriptionDeps, renewSubscription } from './renew-subscription.ts';

/** `list` and `remove` see the subscriptions that the app itself has made. */
export type RenewSubscriptionsDeps = Pick<RenewSubscriptionDeps, 'now' | 'list' | 'remove' | 'notificationUrl'> & {
  listMailboxes(): Promise<MailboxList>;
  /** With the token by which that mailbox is read. */
  depsFor(mailbox: GraphMailbox): Promise<RenewSubscriptionDeps>;
  /** Ids and resources of all subscriptions that are kept here. */
  storedSubscriptions(): Promise<(Pick<Subscription, 'subscriptionId' | 'resource'> & { mailboxId: string })[]>;
};

/**
 * What became of each mailbox's subscriptions, and the polls that are owed to those that have a new
 * one. `strays`: how many were removed that announced to us and were not known; `others`: the
 * addresses of other installations that our folders are announced to.
 */
export type RenewedSubscriptions = {
  results: { mailboxId: string; result: RenewedSubscription | 'failed'; error: string | null }[];
  polls: PollRef[];
  strays: number;
  others: string[];
};

/**
 * Sees to the subscriptions of all Graph mailboxes. One that fails doesn't keep the others from
 * theirs; it is tried again the next time.
 */
export async function renewSubscriptions(deps: RenewSubscriptionsDeps): Promise<RenewedSubscriptions> {
  const results: RenewedSubscriptions['results'] = [];
  const polls: PollRef[] = [];
  const [{ states }, stored] = await Promise.all([deps.listMailboxes(), deps.storedSubscriptions()]);
  const counts = Map.groupBy(stored, ({ mailboxId }) => mailboxId);
  for (const { mailbox, subscription } of states) {
    if (!isGraphMailbox(mailbox)) continue;
    const { mailboxId } = mailbox;
    // those of a single folder came with the list; all others are read
    const isOnly = mailbox.folders.length === 1 && (counts.get(mailboxId)?.length ?? 0) === (subscription ? 1 : 0);
    const known = isOnly ? (subscription ? [{ slot: null, subscription }] : []) : null;
    try {
      const result = await renewSubscription(await deps.depsFor(mailbox), mailbox, 'keep', known);
      results.push({ mailboxId, result, error: null });
      if (result === 'created') polls.push(pollRef(mailboxId, deps.now()));
    } catch (error) {
      if (!(error instanceof MailSourceError || error instanceof BrokenSettingError)) throw error;
      const problem = error instanceof MailSourceError ? `${error.failure}: ${error.message}` : error.message;
      results.push({ mailboxId, result: 'failed', error: problem });
    }
  }
  return { results, polls, ...(results.length > 0 ? await removeStrays(deps) : { strays: 0, others: [] }) };
}

/** Graph's list is a help, no truth: where it can't be had, the strays run out by themselves. */
async function removeStrays(deps: RenewSubscriptionsDeps): Promise<Pick<RenewedSubscriptions, 'strays' | 'others'>> {
  try {
    const live = await deps.list();
    const { strays, others } = straySubscriptions(live, await deps.storedSubscriptions(), deps.notificationUrl);
    for (const { subscriptionId } of strays) await deps.remove(subscriptionId);
    return { strays: strays.length, others: [...new Set(others.map(({ notificationUrl }) => notificationUrl))] };
  } catch (error) {
    if (!(error instanceof MailSourceError)) throw error;
    return { strays: 0, others: [] };
  }
}
