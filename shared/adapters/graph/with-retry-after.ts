import { setTimeout as wait } from 'node:timers/promises';
import { GraphRefusal } from './graph-error.ts';

/** A function that sleeps is paid for and keeps others waiting: longer waits are the queue's. */
const maxWaitMs = 3000;

/**
 * Does the work; if Graph asks for a short wait (429 with Retry-After), waits and does it once
 * more.
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
