/** Thrown where the process would have died. */
export class Killed extends Error {
  override name = 'Killed';
}

/**
 * The dependencies of a process that dies right after its n-th write (counted from 1): that write
 * is done, nothing after it, and nobody hears of it. `writes` names the functions that write;
 * nested objects are gone into.
 */
export function killedAfter<Deps extends object>(
  deps: Deps,
  writes: readonly string[],
  n: number,
): { deps: Deps; writesDone: () => number } {
  let done = 0;
  const wrap = <T extends object>(target: T): T =>
    new Proxy(target, {
      get(object, name, receiver) {
        const value: unknown = Reflect.get(object, name, receiver);
        if (typeof value === 'object' && value !== null && !Array.isArray(value)) return wrap(value);
        if (typeof value !== 'function') return value;
        return (...given: unknown[]) => {
          if (done >= n) throw new Killed();
          const result: unknown = Reflect.apply(value, object, given);
          if (!writes.includes(String(name))) return result;
          return Promise.resolve(result).then((written) => {
            done += 1;
            if (done >= n) throw new Killed();
            return written;
          });
        };
      },
    });
  return { deps: wrap(deps), writesDone: () => done };
}
