import { type CheckedNotifications, checkNotificationItems, type KnownSubscription } from '../domain/subscriptions/check-notifications.ts';
import { hashClientState } from '../domain/subscriptions/client-state.ts';
import type { Notifications } from '../domain/subscriptions/graph-notifications.ts';

export type AcceptDeps = {
  /**
   * The subscription of this id, or else the one whose clientState has this hash: the first
   * notification can come before the id is known here. Null when there is none.
   */
  findSubscription(subscriptionId: string, clientStateSha256: string): Promise<KnownSubscription | null>;
  now(): Date;
};

/** `refused`: it is not what Graph sends. */
export type RefusedPost = { kind: 'refused'; reason: 'too-large' | 'not-notifications' };

/** Graph sends kilobytes; anybody can send more. */
export const maxPostedBytes = 1024 * 1024;

/**
 * Reads what was posted to one of our Graph addresses: which items are of our subscriptions and of
 * the `kinds` that we know. It reads subscriptions and nothing else: Graph wants its answer within
 * 3 seconds.
 */
export async function checkNotifications<T extends { subscriptionId: string; clientState: string }>(
  deps: AcceptDeps,
  body: string,
  parse: (body: string) => Notifications<T>,
  kindOf: (item: T) => string,
  kinds: readonly string[],
): Promise<RefusedPost | ({ kind: 'accepted' } & CheckedNotifications<T>)> {
  if (Buffer.byteLength(body) > maxPostedBytes) return { kind: 'refused', reason: 'too-large' };
  const notifications = parse(body);
  if (!notifications) return { kind: 'refused', reason: 'not-notifications' };
  const states = new Map(notifications.items.map(({ subscriptionId, clientState }) => [subscriptionId, clientState]));
  const finding = [...states].map(async ([id, state]) => [id, await deps.findSubscription(id, hashClientState(state))] as const);
  const known = new Map(await Promise.all(finding));
  return { kind: 'accepted', ...checkNotificationItems(notifications, known, kindOf, kinds) };
}
