import { setTimeout as sleep } from 'node:timers/promises';

const firstDelayMs = 100;
const maxDelayMs = 5_000;
/** About eight minutes; what failed as often waits for the next start. */
const maxTries = 100;

/**
 * Runs `work` until it succeeds, with growing pauses; gives up after 100 tries or when `signal` is
 * aborted. True when it succeeded. `what` names it on stderr at the first failure and when it is
 * given up.
 */
export async function retryUntil(what: string, work: () => Promise<void> | void, signal: AbortSignal): Promise<boolean> {
  let delay = firstDelayMs;
  for (let tries = 1; tries <= maxTries && !signal.aborted; tries += 1) {
    try {
      await work();
      return true;
    } catch (error) {
      if (tries === 1 || tries === maxTries) console.error(`${what} failed (try ${tries}):`, error);
    }
    await sleep(delay, undefined, { signal }).catch(() => undefined);
    delay = Math.min(delay * 2, maxDelayMs);
  }
  return false;
}
