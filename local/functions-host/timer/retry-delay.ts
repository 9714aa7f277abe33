import type { RetryOptions } from '../config/registered-function.ts';

/**
 * The pause before the retry with that number (from 1), in ms: fixed, or doubling from the minimum
 * to the maximum with a fifth of jitter.
 */
export function retryDelayMs(options: RetryOptions, retry: number, random: () => number): number {
  if (options.retryStrategy === 'fixedDelay') return (options.delayInterval?.seconds ?? 0) * 1000;
  const least = (options.minimumInterval?.seconds ?? 0) * 1000;
  const most = (options.maximumInterval?.seconds ?? 0) * 1000;
  const grown = least * 2 ** Math.min(retry - 1, 30) * (0.8 + 0.4 * random());
  return Math.min(Math.max(grown, least), Math.max(most, least));
}
