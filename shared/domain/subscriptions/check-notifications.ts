import { isClientState } from './client-state.ts';

/** What we know about a subscription that Graph names. */
export type KnownSubscription = { mailboxId: string; clientStateSha256: string };

/** Why items were rejected, how many, and the names in the first few. */
export type Rejected = {
  reason: 'unknown-subscription' | 'wrong-client-state' | 'unknown-kind' | 'malformed';
  count: number;
  names: string[];
};

export type CheckedNotifications<T> = { ours: { item: T; mailboxId: string }[]; rejected: Rejected[] };

/** Anybody can post; they must not fill the log. */
const maxNames = 5;

/**
 * Sorts the items of a POST: `ours` have a known kind and belong to our subscriptions, as their
 * clientState proves; the rest are counted by reason. Pure.
 */
export function checkNotificationItems<T extends { subscriptionId: string; clientState: string }>(
  { items, malformed }: { items: T[]; malformed: number },
  known: ReadonlyMap<string, KnownSubscription | null>,
  kindOf: (item: T) => string,
  kinds: readonly string[],
): CheckedNotifications<T> {
  const ours: { item: T; mailboxId: string }[] = [];
  const reasons = new Map<Rejected['reason'], Rejected>();
  const passOver = (reason: Rejected['reason'], name: string | null, count = 1) => {
    const entry = reasons.get(reason) ?? { reason, count: 0, names: [] };
    entry.count += count;
    if (name !== null && entry.names.length < maxNames && !entry.names.includes(name)) entry.names.push(name);
    reasons.set(reason, entry);
  };
  for (const item of items) {
    const subscription = known.get(item.subscriptionId);
    if (!subscription) passOver('unknown-subscription', item.subscriptionId);
    else if (!isClientState(item.clientState, subscription.clientStateSha256)) passOver('wrong-client-state', item.subscriptionId);
    else if (!kinds.includes(kindOf(item))) passOver('unknown-kind', kindOf(item));
    else ours.push({ item, mailboxId: subscription.mailboxId });
  }
  if (malformed > 0) passOver('malformed', null, malformed);
  return { ours, rejected: [...reasons.values()] };
}
