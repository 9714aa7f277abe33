import { isAnnounced } from '../mailboxes/is-own-account.ts';
import { isSubscribed } from '../mailboxes/is-subscribed.ts';
import type { GraphMailbox, MailboxState, Subscription } from '../mailboxes/mailbox.ts';

/**
 * A subscription to messages expires after 7 days (10,080 minutes) at most, so we ask for a little
 * less.
 */
export const subscriptionLifeMs = 6 * 24 * 3_600_000;
/**
 * A subscription is renewed daily, so if renewals fail, there are this many days left to fix it.
 */
const renewBelowMs = 5 * 24 * 3_600_000;

/**
 * The resource of a subscription: new mails of the folder. Its id or well-known name is in quotes,
 * with quotes doubled (OData 4.01).
 */
export const subscribedResource = ({ user }: Pick<GraphMailbox, 'user'>, folder: string): string =>
  `/users/${user}/mailFolders('${folder.replaceAll("'", "''")}')/messages`;

/**
 * `ask`: by what is stored, the subscription is alive; ask Graph whether it is. `keep`: another run
 * is creating it.
 */
export type SubscriptionPlan = 'keep' | 'ask' | 'renew' | 'create' | 'replace' | 'remove' | 'none';

/**
 * What to do with a Graph mailbox's subscription now. Pure. `requested`: what Graph asked for in a
 * lifecycle notification, else `keep`. A subscription to another resource or with another
 * notification URL can't be changed, so it is replaced.
 */
export function planSubscription(
  mailbox: GraphMailbox,
  subscription: Subscription | null,
  notificationUrl: string,
  requested: 'keep' | 'renew' | 'recreate',
  now: Date,
): SubscriptionPlan {
  if (!mailbox.enabled || !isAnnounced(mailbox)) return subscription ? 'remove' : 'none';
  if (!subscription) return 'create';
  const left = Date.parse(subscription.expiresAt) - now.getTime();
  // another run is creating it; or it was, and crashed
  if (subscription.subscriptionId === '') return left > 0 ? 'keep' : 'create';
  if (requested === 'recreate') return 'replace';
  const fits =
    subscription.notificationUrl === notificationUrl && subscription.resource === subscribedResource(mailbox, mailbox.folders[0] ?? '');
  if (!fits || left <= 0) return 'replace';
  return requested === 'renew' || left < renewBelowMs ? 'renew' : 'ask';
}

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
