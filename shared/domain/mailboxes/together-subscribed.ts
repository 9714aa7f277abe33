import type { Mailbox } from './mailbox.ts';
import type { FolderSubscription, Subscription } from './subscription.ts';

/**
 * The subscriptions of a mailbox's folders as one, which is alive while all are: the one that runs
 * out first, or is being made; its mails are announced since the last one was made. Null: a folder
 * has none. Pure.
 */
export function togetherSubscribed(
  mailbox: Mailbox & { folders?: readonly string[] },
  stored: readonly FolderSubscription[],
): Subscription | null {
  const slots = mailbox.folders?.map((folder, n) => (n === 0 ? null : folder)) ?? [null];
  const wanted = slots.flatMap((slot) => stored.find((one) => one.slot === slot)?.subscription ?? []);
  if (wanted.length < slots.length) return null;
  const alive = (one: Subscription) => (one.subscriptionId === '' ? 0 : Date.parse(one.expiresAt));
  const [weakest] = wanted.toSorted((a, b) => alive(a) - alive(b));
  const createdAt = wanted
    .flatMap((one) => one.createdAt ?? [])
    .sort()
    .at(-1);
  return weakest ? { ...weakest, ...(createdAt === undefined ? {} : { createdAt }) } : null;
}
