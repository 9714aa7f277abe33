import { isSubscribed } from '../mailboxes/is-subscribed.ts';
import type { GraphMailbox, MailboxState, Subscription } from '../mailboxes/mailbox.ts';

/** Graph ends a subscription to messages after 7 days at most (10,080 minutes). */
export const subscriptionLifeMs = 6 * 24 * 3_600_000;
/** Renewed daily: so many days are left, whenever something keeps it from being renewed. */
const renewBelowMs = 5 * 24 * 3_600_000;

/**
 * What is watched: new mails of the folder. An id or a well-known name stands in quotes, and a
 * quote in it is doubled (OData 4.01).
 */
export const subscribedResource = ({ user, folder }: GraphMailbox): string =>
  `/users/${user}/mailFolders('${folder.replaceAll("'", "''")}')/messages`;

/**
 * `ask`: by what is stored it lives; whether it does, Graph knows. `keep`: somebody is making it.
 */
export type SubscriptionPlan = 'keep' | 'ask' | 'renew' | 'create' | 'replace' | 'remove' | 'none';

/**
 * What a Graph mailbox's subscription needs now. Pure. `wanted` is what Graph asked for by a
 * lifecycle notification, else `keep`. One that watches something else, or tells another address,
 * can't be changed: it is replaced.
 */
export function planSubscription(
  mailbox: GraphMailbox,
  subscription: Subscription | null,
  notificationUrl: string,
  wanted: 'keep' | 'renew' | 'recreate',
  now: Date,
): SubscriptionPlan {
  if (!mailbox.enabled) return subscription ? 'remove' : 'none';
  if (!subscription) return 'create';
  const left = Date.parse(subscription.expiresAt) - now.getTime();
  // somebody is at it; or was, and died
  if (subscription.subscriptionId === '') return left > 0 ? 'keep' : 'create';
  if (wanted === 'recreate') return 'replace';
  const fits = subscription.notificationUrl === notificationUrl && subscription.resource === subscribedResource(mailbox);
  if (!fits || left <= 0) return 'replace';
  return wanted === 'renew' || left < renewBelowMs ? 'renew' : 'ask';
}

/** An announcement takes seconds, and a mail that was announced may wait in its queue. */
const announcedWithinMs = 10 * 60_000;
/** So often is a subscription made anew, at most, because mails were not announced. */
const remadeEveryMs = 60 * 60_000;

/**
 * When a mail must have been received to have been announced by now, both ends in milliseconds;
 * null: none needs to have been, since there is no subscription, or it is new. Pure.
 */
export function announcedTimes(state: Pick<MailboxState, 'subscription'>, now: Date): { from: number; until: number } | null {
  const from = Date.parse(state.subscription?.createdAt ?? '1970-01-01T00:00:00Z');
  if (!isSubscribed(state, now) || now.getTime() - from < remadeEveryMs) return null;
  return { from, until: now.getTime() - announcedWithinMs };
}
