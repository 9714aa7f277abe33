import { setTimeout as wait } from 'node:timers/promises';
import { GraphRefusal } from './graph-error.ts';

/**
 * A sleeping function costs money and keeps others waiting, so longer waits are left to the queue.
 */
const maxWaitMs = 3000;

/**
 * Does the work; if Graph asks for a short wait (429 with Retry-After), waits and tries once more.
 */
export async function withRetryAfter<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof GraphRefusal) || error.failure !== 'throttled') throw error;
    if (error.retryAfterMs === null || error.retryAfterMs > maxWaitMs) throw error;
    await wait(error.retryAfterMs);
    return work();
  }
}
