/** What may be written in one rendering, and what filters may read and make, in characters. */
const maxOutput = 600_000;
const maxRead = 5_000_000;

/** Counts what a rendering takes; each throws when it is more than is given. */
export type Spend = {
  /** Before each rendering. */
  begin(): void;
  output(length: number): void;
  /** What a filter is given, or makes. */
  read(text: string): string;
  /** What it may make at most of so much, each of which may become so long. */
  product(length: number, each: number): void;
};

/**
 * A count of what a rendering takes: rendering is synchronous, so that one count serves all
 * renderings of an engine. Characters, not milliseconds: the same template ends at the same place
 * on every machine.
 */
export function budget(): Spend {
  let written = 0;
  let read = 0;
  const spend = (length: number) => {
    read += length;
    if (read > maxRead) throw new Error(`its filters take more than ${maxRead} characters`);
  };
  return {
    begin() {
      written = 0;
      read = 0;
    },
    output(length) {
      written += length;
      if (written > maxOutput) throw new Error(`it is longer than ${maxOutput} characters`);
    },
    read(text) {
      spend(text.length);
      return text;
    },
    product: (length, each) => spend(length * each),
  };
}
