import { z } from 'zod';

/** A disturbance that waits for the requests it shall hit. */
export const FaultSchema = z.strictObject({
  /**
   * part of an operation's name, such as "GET /v1.0/users/{user}/messages"; every request when
   * absent
   */
  operation: z.string().max(200).optional(),
  /** how many requests it hits */
  times: z.int().min(1).max(1_000_000).default(1),
  status: z.int().min(400).max(599).optional(),
  /** seconds, sent as Retry-After */
  retryAfter: z.number().min(0).max(86_400).optional(),
  /** sent instead of the simulator's own error body */
  body: z.unknown().optional(),
  delayMs: z.number().min(0).max(120_000).optional(),
  dropConnection: z.boolean().optional(),
  /**
   * "after": the operation takes effect and only its answer is lost, which is what an honest retry
   * has to survive
   */
  when: z.enum(['before', 'after']).default('before'),
});
export type Fault = z.infer<typeof FaultSchema>;

export type Faults = {
  /**
   * adds a fault (the shape of `Fault`, defaults may be left out); throws a ZodError naming a wrong
   * field
   */
  add(fault: z.input<typeof FaultSchema>): void;
  clear(): void;
  /** the first waiting fault for this operation, counted down */
  take(operation: string): Fault | undefined;
  /** those that still wait */
  waiting(): Fault[];
};

/** An empty list of faults; they are taken in the order in which they were added. */
export function makeFaults(): Faults {
  let waiting: Fault[] = [];
  return {
    add(fault) {
      waiting.push(FaultSchema.parse(fault));
    },
    clear() {
      waiting = [];
    },
    take(operation) {
      const fault = waiting.find((one) => one.operation === undefined || operation.includes(one.operation));
      if (!fault) return undefined;
      fault.times -= 1;
      if (fault.times <= 0) waiting = waiting.filter((one) => one !== fault);
      return fault;
    },
    waiting: () => waiting.map((fault) => ({ ...fault })),
  };
}
