/** The real host's shortest pause between two looks into an empty queue. */
const SHORTEST_MS = 100;

export interface PollDelay {
  /** the next pause, longer each time */
  next(): number;
  reset(): void;
}

/**
 * How long to wait before looking again into a queue that was empty: 100 ms, then doubling with a
 * fifth of jitter up to host.json's maxPollingInterval.
 * https://github.com/Azure/azure-webjobs-sdk/blob/dev/src/Microsoft.Azure.WebJobs.Host/Timers/RandomizedExponentialBackoffStrategy.cs
 */
export function createPollDelay(maxMs: number, random: () => number): PollDelay {
  let step = 0;
  return {
    next() {
      const grown = step === 0 ? SHORTEST_MS : SHORTEST_MS + SHORTEST_MS * 2 ** (step - 1) * (0.8 + 0.4 * random());
      if (grown < maxMs) step += 1;
      return Math.min(grown, maxMs);
    },
    reset() {
      step = 0;
    },
  };
}
