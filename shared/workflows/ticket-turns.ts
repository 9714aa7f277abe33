import { limitConcurrency } from '../limit-concurrency.ts';
import { type TicketVersions, ticketVersions } from './ticket-versions.ts';

/**
 * The answer when too many mails wait for a ticket: which ticket, and when to come back. In whole
 * seconds: queues take nothing finer.
 */
export type Busy = { ticketId: string; afterSeconds: number };

/** A mail that waits for its turn at a ticket. */
export type Waiter = {
  /** The ticket that it waits for, or null. */
  readonly ticketId: string | null;
  /**
   * Waits for a ticket, and stops waiting for any other. Of several keys (ids, or numbers given to
   * `alsoKnownAs`) the first that somebody waits for counts, else the first. Null when it may wait,
   * else when to come back. `returning`: it was turned away before, or waited for another ticket.
   */
  waitFor(keys: readonly [string, ...string[]], returning: boolean): Busy | null;
  /** Call before reading the ticket: `changed` of its turn says whether others wrote since. */
  startsReading(): void;
  /** Works while no other waiter of this ticket does; `versions`: what they wrote. */
  turn<T>(work: (changed: boolean, versions: TicketVersions) => Promise<T>): Promise<T>;
  /** Gives the number of the ticket it waits for, for mails that know only the number. */
  alsoKnownAs(number: string): void;
  /** Stops waiting. */
  release(): void;
};

type Waiters = {
  ticketId: string;
  keys: string[];
  count: number;
  /** Which of all turns was the last at this ticket. */
  lastTurn: number;
  versions: TicketVersions;
  waitMs: number;
  returns: Map<number, number>;
};

/**
 * A process handles twelve mails at a time (host.json). At most this many wait for one ticket (as
 * many as the host fetches at once, since mails return in such groups; a turn is one commit), and
 * at most this many in all wait behind another: a flood to a few tickets leaves room for others.
 */
const maxWaiters = 8;
const maxBehind = 8;
/**
 * The limit for a mail that comes for the first time is lower: in a burst it stands in the queue
 * before mails of others, and putting it back is faster than writing it.
 */
const maxFirstTimeWaiters = 3;
/** How long a mail waits, until that has been measured (ms). */
const initialWaitMs = 200;
/** Nobody is turned away for longer: the others may be done long before. */
const maxReturnSeconds = 600;
/** Returns are counted in slots of this length (ms). */
const slotMs = 10;
/** Tickets without waiters that are remembered for mails that were turned away. */
const maxIdle = 200;

/**
 * The turns at the tickets of one process: mails of one ticket write one after the other, since
 * each changes the version that the next must know. When too many wait, a mail is told when to come
 * back, and the times are spread: a thousand that were turned away don't return at once. Processes
 * know nothing of each other's waiters: between them the version decides. `now` in ms.
 */
export function ticketTurns(now: () => number): { waiter(): Waiter } {
  const byKey = new Map<string, Waiters>();
  const takeTurn = limitConcurrency(1);
  let behind = 0;
  let turns = 0;

  function waitersOf(keys: readonly [string, ...string[]]): Waiters {
    for (const key of keys) {
      const waiters = byKey.get(key);
      if (waiters) return waiters;
    }
    if (byKey.size > maxIdle) forgetIdle();
    const [ticketId] = keys;
    const waiters: Waiters = {
      ...{ ticketId, keys: [ticketId], count: 0, lastTurn: 0 },
      ...{ versions: ticketVersions(), waitMs: initialWaitMs, returns: new Map() },
    };
    byKey.set(ticketId, waiters);
    return waiters;
  }

  function forgetIdle(): void {
    for (const waiters of new Set(byKey.values())) if (isIdle(waiters)) forget(waiters);
  }

  const isIdle = ({ count, returns }: Waiters) => count === 0 && (returns.size === 0 || Math.max(...returns.keys()) * slotMs <= now());
  const forget = (waiters: Waiters) => {
    for (const key of waiters.keys) byKey.delete(key);
  };

  /**
   * The first second from now at which no more mails return than may wait, counted over the time
   * that one waits.
   */
  function turnAway(waiters: Waiters): Busy {
    const first = Math.floor(now() / slotMs);
    const reach = Math.ceil(waiters.waitMs / 2 / slotMs);
    for (const slot of waiters.returns.keys()) if (slot < first) waiters.returns.delete(slot);
    const isFree = (slot: number) => {
      let returning = 0;
      for (let other = slot - reach; other <= slot + reach; other += 1) returning += waiters.returns.get(other) ?? 0;
      return returning < maxWaiters;
    };
    const slotAfter = (seconds: number) => first + (seconds * 1000) / slotMs;
    let afterSeconds = Math.max(1, Math.round(waiters.waitMs / 1000));
    while (afterSeconds < maxReturnSeconds && !isFree(slotAfter(afterSeconds))) afterSeconds += 1;
    const slot = slotAfter(afterSeconds);
    waiters.returns.set(slot, (waiters.returns.get(slot) ?? 0) + 1);
    return { ticketId: waiters.ticketId, afterSeconds };
  }

  function waiter(): Waiter {
    let current: Waiters | null = null;
    let readAfter = turns;
    let since = 0;
    const release = () => {
      if (!current) return;
      current.waitMs += (now() - since - current.waitMs) / 5;
      current.count -= 1;
      if (current.count > 0) behind -= 1;
      if (isIdle(current)) forget(current);
      current = null;
    };
    return {
      get ticketId() {
        return current?.ticketId ?? null;
      },
      waitFor(keys, returning) {
        release();
        const others = waitersOf(keys);
        const max = returning ? maxWaiters : maxFirstTimeWaiters;
        if (others.count > 0 && (others.count >= max || behind >= maxBehind)) return turnAway(others);
        if (others.count > 0) behind += 1;
        others.count += 1;
        since = now();
        current = others;
        return null;
      },
      startsReading() {
        readAfter = turns;
      },
      turn(work) {
        const mine = current;
        if (!mine) throw new Error('turn() needs waitFor() first');
        return takeTurn(mine.ticketId, async () => {
          try {
            return await work(mine.lastTurn > readAfter, mine.versions);
          } finally {
            turns += 1;
            mine.lastTurn = turns;
          }
        });
      },
      alsoKnownAs(number) {
        if (!current || current.keys.includes(number)) return;
        current.keys.push(number);
        byKey.set(number, current);
      },
      release,
    };
  }

  return { waiter };
}
