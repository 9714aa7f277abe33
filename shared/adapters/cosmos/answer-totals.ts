import type { Container } from '@azure/cosmos';
import { AnswerTotal, addTotals, answersWithin, emptyTotal, withAnswer } from '../../domain/notifications/answer-total.ts';
import { maxWindowLength } from '../../domain/settings/auto-answer-limits.ts';
import { parseItem, unlessBroken } from './parse-item.ts';
import type { Row } from './query.ts';
import { statusOf } from './status-of.ts';

/** How many answers are counted in memory before they are stored: storing takes two requests. */
const storedEvery = 20;
/** How many domains are counted in memory; a new one replaces the one counted first. */
const maxCounted = 5000;
/** How often a total is retried when two processes write it at once; then the next time. */
const maxRaces = 5;

/**
 * What is known of a total: as it was stored last, what this process has counted since, and how far
 * back (minutes) it is asked for. Older minutes are not stored: each is an entry of the item, and a
 * property that Cosmos DB indexes.
 */
type Counted = { stored: AnswerTotal; own: AnswerTotal; unstored: number; window: number };

/**
 * The automatic answers to domains and to all: item `answers` in a partition of its own. Each
 * process knows what it counted at once, and what others counted when it stores; so several of them
 * may pass a limit by `storedEvery` each. An item that can't be read stays as it is and is
 * reported; until it is corrected, each process goes by what it knows of itself.
 */
export function answerTotals(container: Container, now: () => Date, report: (problem: string) => void) {
  const totals = new Map<string, Counted>();

  function countedFor(key: string): Counted {
    const known = totals.get(key) ?? { stored: emptyTotal(key), own: emptyTotal(key), unstored: 0, window: 0 };
    const [oldest] = totals.keys();
    if (oldest !== undefined && !totals.has(key) && totals.size >= maxCounted) totals.delete(oldest);
    totals.set(key, known);
    return known;
  }

  return {
    /** The answers that are counted under a key within the last so many minutes. */
    answersNow(key: string, minutes: number): number {
      const known = countedFor(key);
      const { stored, own } = known;
      if (minutes > known.window) totals.set(key, { ...known, window: minutes });
      return answersWithin(stored, minutes, now()) + answersWithin(own, minutes, now());
    },

    /** Counts an answer in memory, before anything else of this process runs. */
    countAnswer(keys: readonly string[]): void {
      for (const key of keys) {
        const known = countedFor(key);
        totals.set(key, { ...known, own: withAnswer(known.own, now()), unstored: known.unstored + 1 });
      }
    },

    /**
     * Keeps in the store what has been counted often enough since it was kept last, and learns what
     * others counted.
     */
    async keepAnswers(keys: readonly string[]): Promise<void> {
      for (const key of keys) {
        const { own, unstored, window } = countedFor(key);
        if (unstored < storedEvery) continue;
        // what is being stored is not stored a second time by the next mail
        totals.set(key, { ...countedFor(key), unstored: 0 });
        const stored = await store(container, key, own, window || maxWindowLength, now(), report);
        if (!stored) continue;
        const since = countedFor(key);
        totals.set(key, { ...since, stored, own: without(since.own, own) });
      }
    },
  };
}

/**
 * Adds to the stored total; null when others were faster again and again, or it can't be read. This
 * comes after a mail was written, which must not be repeated for it.
 */
async function store(
  container: Container,
  key: string,
  own: AnswerTotal,
  window: number,
  now: Date,
  report: (problem: string) => void,
): Promise<AnswerTotal | null> {
  for (let race = 0; race < maxRaces; race += 1) {
    const { resource, etag } = await container.item('answers', key).read<Row>();
    const stored = unlessBroken(() => parseItem(AnswerTotal, 'answer-total', key, resource), report);
    if (stored === 'broken') return null;
    const total = addTotals(stored ?? emptyTotal(key), own, window, now);
    const item = { ...total, id: 'answers', schemaVersion: 1 };
    const written = resource
      ? container.item('answers', key).replace(item, { accessCondition: { type: 'IfMatch', condition: etag } })
      : container.items.create(item);
    if ((await statusOf(written)) < 400) return total;
  }
  return null;
}

/** What was counted while the rest was being stored. */
const without = (total: AnswerTotal, stored: AnswerTotal): AnswerTotal => ({
  ...total,
  minutes: Object.fromEntries(
    Object.entries(total.minutes).flatMap(([minute, count]) => {
      const left = count - (stored.minutes[minute] ?? 0);
      return left > 0 ? [[minute, left] as const] : [];
    }),
  ),
});
