import { z } from 'zod';

/** What imapflow logs before it waits as long as the server asked for. */
const Throttling = z.object({ throttleDelay: z.number() });

/**
 * A logger for imapflow that keeps nothing, and tells for how many milliseconds the server wants to
 * be left alone: the library would wait for that itself, for minutes, and no event tells of it.
 */
export function throttleLogger(onThrottled: (waitMs: number) => void) {
  const nothing = () => {};
  return {
    ...{ debug: nothing, info: nothing, error: nothing, fatal: nothing },
    warn(entry: unknown) {
      const { data } = Throttling.safeParse(entry);
      if (data) onThrottled(data.throttleDelay);
    },
    // no entry is built that would be dear
    isLevelEnabled: () => false,
  };
}
