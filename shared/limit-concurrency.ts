/**
 * Lets at most `max` pieces of work of the same key run at a time; the others wait in the order
 * they came.
 */
export function limitConcurrency(max: number): <T>(key: string, work: () => Promise<T>) => Promise<T> {
  const byKey = new Map<string, { running: number; waiting: (() => void)[] }>();
  return async (key, work) => {
    const entry = byKey.get(key) ?? { running: 0, waiting: [] };
    byKey.set(key, entry);
    if (entry.running >= max) await new Promise<void>((resolve) => entry.waiting.push(resolve));
    else entry.running += 1;
    try {
      return await work();
    } finally {
      // the next one starts, or one less runs
      const next = entry.waiting.shift();
      if (next) next();
      else entry.running -= 1;
      if (entry.running === 0) byKey.delete(key);
    }
  };
}
