/**
 * The function's result, made once; a failed promise is not kept, so that the next call tries
 * again.
 */
export function once<T>(make: () => T): () => T {
  let made: { value: T } | null = null;
  return () => {
    if (made === null) {
      const value = make();
      made = { value };
      if (value instanceof Promise) {
        value.catch(() => {
          made = null;
        });
      }
    }
    return made.value;
  };
}
