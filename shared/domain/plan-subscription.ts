import type { GraphMailbox, Subscription } from './mailbox.ts';

/** Graph ends a subscription to messages after 7 days at most (10,080 minutes). */
export const subscriptionLifeMs = 6 * 24 * 3_600_000;
const renewBelowMs = 48 * 3_600_000;

/** What is watched: new mails of the folder. An id or a well-known name stands in quotes, and a quote in it is doubled (OData 4.01). */
export const subscribedResource = ({ user, folder }: GraphMailbox): string =>
  `/users/${user}/mailFolders('${folder.replaceAll("'", "''")}')/messages`;

export type SubscriptionPlan = 'keep' | 'renew' | 'create' | 'replace' | 'remove' | 'none';

/**
 * What a Graph mailbox's subscription needs now. Pure. `wanted` is what Graph asked for by a lifecycle notification, else `keep`.
 * One that watches something else, or tells another address, can't be changed: it is replaced.
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
  return wanted === 'renew' || left < renewBelowMs ? 'renew' : 'keep';
}
