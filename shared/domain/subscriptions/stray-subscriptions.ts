import type { Subscription } from '../mailboxes/subscription.ts';

/** A subscription as Graph lists it: of this app, and of whatever installation of it. */
export type LiveSubscription = { subscriptionId: string; resource: string; notificationUrl: string };

/**
 * Those that Graph has and we don't know, though they announce to our address: left by a crash, or
 * by a database that was restored. They are removed. `others`: those to our resources that announce
 * to another address; they belong to another installation, and are left alone. Pure. `live` must
 * have been listed before `stored` was read: one that is being made has its item first, so none of
 * that resource counts as stray.
 */
export function straySubscriptions(
  live: readonly LiveSubscription[],
  stored: readonly Pick<Subscription, 'subscriptionId' | 'resource'>[],
  notificationUrl: string,
): { strays: LiveSubscription[]; others: LiveSubscription[] } {
  const known = new Set(stored.map(({ subscriptionId }) => subscriptionId));
  const resources = new Set(stored.map(({ resource }) => plainResource(resource)));
  const making = new Set(stored.filter(({ subscriptionId }) => subscriptionId === '').map(({ resource }) => plainResource(resource)));
  const unknown = live.filter(({ subscriptionId }) => !known.has(subscriptionId));
  return {
    strays: unknown.filter((one) => one.notificationUrl === notificationUrl && !making.has(plainResource(one.resource))),
    others: unknown.filter((one) => one.notificationUrl !== notificationUrl && resources.has(plainResource(one.resource))),
  };
}

/** Graph gives resources back with or without the slash in front, in another case. */
export const plainResource = (resource: string): string => resource.replace(/^\//, '').toLowerCase();
