import { setTimeout as wait } from 'node:timers/promises';
import type { KnownSubscription } from '../../domain/subscriptions/check-notifications.ts';

type Reading = { startedAt: number; known: Promise<ReadonlyMap<string, KnownSubscription>> };

/** A subscription that is known stays known for so long without asking again. */
const keptMs = 60_000;
/** Anybody can post ids that nobody has: more often than this they make no work. */
const betweenReadingsMs = 1000;

/**
 * Finds subscriptions by id or by the hash of their clientState, in what `readAll` read less than a
 * minute ago. An id that is not in it
 * may be of a subscription that was just made, so all are read again before it is called unknown:
 * by a reading that begins after the question, at most one a second, shared by all who ask.
 */
export function subscriptionLookup(
  readAll: () => Promise<ReadonlyMap<string, KnownSubscription>>,
  now: () => number,
): (subscriptionId: string, clientStateSha256: string) => Promise<KnownSubscription | null> {
  let last: Reading | null = null;
  let coming: Promise<Reading> | null = null;

  const readNext = async (): Promise<Reading> => {
    const due = last ? last.startedAt + betweenReadingsMs - now() : 0;
    await (due > 0 ? wait(due) : null);
    const reading = { startedAt: now(), known: readAll() };
    last = reading;
    coming = null;
    return reading;
  };

  return async (subscriptionId, clientStateSha256) => {
    const find = (known?: ReadonlyMap<string, KnownSubscription> | null) =>
      known?.get(subscriptionId) ?? known?.get(clientStateSha256) ?? null;
    const asked = now();
    const kept = last && asked - last.startedAt < keptMs ? await last.known.catch(() => null) : null;
    const found = find(kept);
    if (found) return found;
    // one that began while this waited is new enough
    if (last === null || last.startedAt <= asked) coming ??= readNext();
    const reading = (await coming) ?? last;
    return find(await reading?.known);
  };
}
