import { isAnnounced } from '../mailboxes/is-own-account.ts';
import { isSubscribed } from '../mailboxes/is-subscribed.ts';
import type { GraphMailbox, MailboxState } from '../mailboxes/mailbox.ts';
import type { FolderSubscription, Subscription } from '../mailboxes/subscription.ts';

/**
 * A subscription to messages expires after 7 days (10,080 minutes) at most, so we ask for a little
 * less.
 */
export const subscriptionLifeMs = 6 * 24 * 3_600_000;
/**
 * A subscription is renewed daily, so if renewals fail, there are this many days left to fix it.
 */
const renewBelowMs = 5 * 24 * 3_600_000;
/** Graph asks again every few minutes until it is done, and wants one answer in ten. */
const renewedEveryMs = 10 * 60_000;
/** So long after one was made, Graph is asked whether it is alive before it is made anew. */
const madeEveryMs = 60_000;

/**
 * The resource of a subscription: new mails of the folder. Its id or well-known name is in quotes,
 * with quotes doubled (OData 4.01).
 */
export const subscribedResource = ({ user }: Pick<GraphMailbox, 'user'>, folder: string): string =>
  `/users/${user}/mailFolders('${folder.replaceAll("'", "''")}')/messages`;

/** A folder whose mails are to be announced (null: not any more), and the subscription for it. */
export type SubscribedFolder = { slot: string | null; folder: string | null; subscription: Subscription | null };

/**
 * The folders of a mailbox with their subscriptions; those that are not wanted come first. Pure.
 */
export function subscribedFolders({ folders }: GraphMailbox, stored: readonly FolderSubscription[]): SubscribedFolder[] {
  const wanted = folders.map((folder, n): SubscribedFolder => {
    const slot = n === 0 ? null : folder;
    return { slot, folder, subscription: stored.find((one) => one.slot === slot)?.subscription ?? null };
  });
  const others = stored.filter(({ slot }) => !wanted.some((one) => one.slot === slot));
  return [...others.map((one) => ({ ...one, folder: null })), ...wanted];
}

/**
 * `ask`: by what is stored, the subscription is alive; ask Graph whether it is. `keep`: another run
 * is creating it, or it is not time to try again.
 */
export type SubscriptionPlan = 'keep' | 'ask' | 'renew' | 'create' | 'replace' | 'remove' | 'none';

/**
 * What to do with the subscription of a folder now. Pure. `requested`: what Graph asked for in a
 * lifecycle notification, else `keep`. A subscription to another resource or with another
 * notification URL can't be changed, so it is replaced.
 */
export function planSubscription(
  mailbox: GraphMailbox,
  { folder, subscription }: SubscribedFolder,
  notificationUrl: string,
  requested: 'keep' | 'renew' | 'recreate',
  now: Date,
): SubscriptionPlan {
  if (!mailbox.enabled || !isAnnounced(mailbox) || folder === null) return subscription ? 'remove' : 'none';
  if (!subscription) return 'create';
  const left = Date.parse(subscription.expiresAt) - now.getTime();
  const fits = subscription.notificationUrl === notificationUrl && subscription.resource === subscribedResource(mailbox, folder);
  if (subscription.subscriptionId === '') {
    // another run is creating it; or it was, and crashed; or Graph refused it a while ago
    const isAskedFor = subscription.refusal !== undefined && (requested === 'recreate' || !fits);
    return left > 0 && !isAskedFor ? 'keep' : 'create';
  }
  const isNew = (at: string | undefined, ms: number) => at !== undefined && Math.abs(now.getTime() - Date.parse(at)) < ms;
  if (!fits || left <= 0) return 'replace';
  if (requested === 'recreate') return isNew(subscription.createdAt, madeEveryMs) ? 'ask' : 'replace';
  if (left < renewBelowMs) return 'renew';
  if (requested === 'keep' || isNew(subscription.renewedAt ?? subscription.createdAt, renewedEveryMs)) return 'ask';
  return 'renew';
}

const hourMs = 3_600_000;
/**
 * A refusal is often over in minutes: rights that were given a moment ago, a mailbox that is made.
 */
const quickTries = 3;

/**
 * So long (in milliseconds) after it was refused so many times in a row, a subscription is asked
 * for again: a right that is missing may be given any time, but Graph is not to be stormed. Pure.
 */
export const refusalWaitMs = (times: number): number =>
  times <= quickTries ? 10 * 60_000 : Math.min(hourMs * 2 ** (times - quickTries - 1), 24 * hourMs);

/** A notification takes seconds, and its mail may then wait in the queue. */
const announcedWithinMs = 10 * 60_000;
/** If mails are not announced, a subscription is replaced at most this often. */
const remadeEveryMs = 60 * 60_000;

/**
 * The period (in milliseconds) whose mails must have been announced by now; null if there is no
 * subscription, or it is too new. Pure.
 */
export function announcedTimes(state: Pick<MailboxState, 'subscription'>, now: Date): { from: number; until: number } | null {
  const from = Date.parse(state.subscription?.createdAt ?? '1970-01-01T00:00:00Z');
  if (!isSubscribed(state, now) || now.getTime() - from < remadeEveryMs) return null;
  return { from, until: now.getTime() - announcedWithinMs };
}
