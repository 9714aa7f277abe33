/** What requests of one kind have cost since the last reset; bytes are those of the bodies. */
export type OperationStats = {
  count: number;
  failed: number;
  bytesIn: number;
  bytesOut: number;
  requestUnits: number;
  milliseconds: number;
};

export type Stats = {
  record(
    operation: string,
    request: { isFailed: boolean; bytesIn: number; bytesOut: number; requestUnits: number; milliseconds: number },
  ): void;
  /** The counters by kind of operation. */
  read(): Record<string, OperationStats>;
  reset(): void;
};

/** Counters of requests by kind, for benchmarks ("how many round trips did that take"). */
export function createStats(): Stats {
  const counters = new Map<string, OperationStats>();
  return {
    record: (operation, { isFailed, bytesIn, bytesOut, requestUnits, milliseconds }) => {
      const counter = counters.get(operation) ?? { count: 0, failed: 0, bytesIn: 0, bytesOut: 0, requestUnits: 0, milliseconds: 0 };
      counter.count += 1;
      counter.failed += isFailed ? 1 : 0;
      counter.bytesIn += bytesIn;
      counter.bytesOut += bytesOut;
      counter.requestUnits += requestUnits;
      counter.milliseconds += milliseconds;
      counters.set(operation, counter);
    },
    read: () => Object.fromEntries(counters),
    reset: () => counters.clear(),
  };
}
