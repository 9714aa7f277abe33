/** The Functions host takes 25 s to give up on what still runs; nothing else comes near. */
const STOP_LIMIT_MS = 40_000;

export interface Started {
  /** Remembers how to end a part that was started; what was started last ends first. */
  add(name: string, stop: () => unknown): void;
  /**
   * Ends everything, also what comes after a part that fails to end; resolves with those failures.
   * Does it once.
   */
  unwind(): Promise<Error[]>;
}

/**
 * Ends what was started, in the reverse order: at the end, and when a later part could not be
 * started.
 */
export function rememberStarted(): Started {
  const parts: { name: string; stop: () => unknown }[] = [];
  let unwinding: Promise<Error[]> | undefined;
  async function unwindAll(): Promise<Error[]> {
    const failures: Error[] = [];
    for (let part = parts.pop(); part; part = parts.pop()) {
      try {
        const ended = await inTime(part.stop);
        if (Array.isArray(ended)) failures.push(...ended.filter((one) => one instanceof Error));
      } catch (error) {
        failures.push(new Error(`${part.name} did not stop: ${error instanceof Error ? error.message : String(error)}`));
      }
    }
    return failures;
  }
  return {
    add: (name, stop) => void parts.push({ name, stop }),
    unwind() {
      unwinding ??= unwindAll();
      return unwinding;
    },
  };
}

async function inTime(stop: () => unknown): Promise<unknown> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`still at it after ${STOP_LIMIT_MS / 1000} s`)), STOP_LIMIT_MS);
  });
  try {
    return await Promise.race([stop(), late]);
  } finally {
    clearTimeout(timer);
  }
}
