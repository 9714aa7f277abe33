import { setTimeout as wait } from 'node:timers/promises';
import { GraphRefusal } from './graph-error.ts';

/**
 * A sleeping function costs money and keeps others waiting, so longer waits are left to the queue.
 */
const maxWaitMs = 3000;
const maxWaits = 3;
const firstWaitMs = 400;

/**
 * Does the work; if Graph is asked too often (429), waits and tries again, three times at most. It
 * waits as long as Graph says, which is often a constant second or nothing, and no less than a time
 * that doubles, with some chance in it: those who were refused together don't come back together.
 */
export async function withRetryAfter<T>(work: () => Promise<T>): Promise<T> {
  for (let waits = 0; ; waits += 1) {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof GraphRefusal) || error.failure !== 'throttled' || waits >= maxWaits) throw error;
      if ((error.retryAfterMs ?? 0) > maxWaitMs) throw error;
      await wait(Math.max(error.retryAfterMs ?? 0, firstWaitMs * 2 ** waits) * (1 + Math.random() / 4));
    }
  }
}
