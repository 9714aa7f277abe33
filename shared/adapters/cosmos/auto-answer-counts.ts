import type { Container } from '@azure/cosmos';
import { AutoAnswerCount } from '../../domain/notifications/loop-breaker.ts';
import { mergeAutoAnswerCounts } from '../../domain/notifications/merge-auto-answer-counts.ts';
import { parseItem, unlessBroken } from './parse-item.ts';
import type { Row } from './query.ts';
import { statusOf } from './status-of.ts';

/**
 * The first answer to a sender is counted in memory only: most senders get no second one, and a
 * mail must not cost a request more for it.
 */
const storedFrom = 2;
/** How many senders are counted in memory; a new one replaces the one counted first. */
const maxCounted = 5000;
/** How often a count is retried when two processes write it at once; the memory still has it. */
const maxRaces = 10;

/**
 * The automatic answers to senders: item `loop` in the partition of the sender's address without
 * its tag. What this process counted is merged with what others stored, so that a count is lost
 * neither by a race nor by a restart, except the first answer of each process.
 */
export function loopStore(container: Container, report: (problem: string) => void) {
  const counted = new Map<string, AutoAnswerCount>();

  function autoAnswersNow(key: string, stored: AutoAnswerCount | null): AutoAnswerCount | null {
    const own = counted.get(key);
    return own && stored ? mergeAutoAnswerCounts(stored, own) : (own ?? stored);
  }

  function countAutoAnswers(state: AutoAnswerCount): void {
    const merged = autoAnswersNow(state.key, state) ?? state;
    counted.delete(state.key);
    const [oldest] = counted.keys();
    if (oldest !== undefined && counted.size >= maxCounted) counted.delete(oldest);
    counted.set(state.key, merged);
  }

  return {
    /**
     * The answers as of now: those read from the store and those counted in this process; a reset
     * in either takes away what was before it.
     */
    autoAnswersNow,

    /** Counts in memory, before anything else of this process runs. */
    countAutoAnswers,

    /**
     * Keeps the answers to a sender in the store, from the second on, together with what other
     * processes stored meanwhile. This comes after a mail was written, which must not be repeated
     * for it: an item that can't be read stays as it is and is reported, and holds up the sender's
     * next mail.
     */
    async keepAutoAnswers(state: AutoAnswerCount): Promise<void> {
      countAutoAnswers(state);
      if (state.answers.length < storedFrom && !state.stopped && !state.reset) return;
      const key = itemKey(state.key);
      for (let race = 0; race < maxRaces; race += 1) {
        const { resource, etag } = await container.item('loop', key).read<Row>();
        const stored = unlessBroken(() => storedCount(state.key, resource), report);
        if (stored === 'broken') return;
        const merged = autoAnswersNow(state.key, stored ? mergeAutoAnswerCounts(stored, state) : state) ?? state;
        const item = { ...merged, id: 'loop', key, loopKey: state.key, schemaVersion: 1 };
        const written = resource
          ? container.item('loop', key).replace(item, { accessCondition: { type: 'IfMatch', condition: etag } })
          : container.items.create(item);
        const status = await statusOf(written);
        if (status < 400) return countAutoAnswers(merged);
      }
    },
  };
}

/** The partition of a sender's item. */
const itemKey = (key: string): string => key.replace(/^sender:/, 'addr:');

/**
 * What is kept of a sender; null when there is no item.
 *
 * @throws BrokenSettingError when it can't be read.
 */
export const storedCount = (key: string, item: Row | undefined): AutoAnswerCount | null =>
  parseItem(AutoAnswerCount, 'loop-state', itemKey(key), item && { ...item, key });
