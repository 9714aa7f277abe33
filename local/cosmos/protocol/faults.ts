import { z } from 'zod';
import { parseAs } from '../parse-as.ts';

const pattern = z
  .string()
  .max(200)
  .transform((source, context) => {
    try {
      return new RegExp(source);
    } catch {
      context.addIssue({ code: 'custom', message: 'is no regular expression' });
      return z.NEVER;
    }
  });

const faultRule = z.strictObject({
  match: z
    .strictObject({
      /** HTTP method. */
      method: z.enum(['GET', 'POST', 'PUT', 'PATCH', 'DELETE']).optional(),
      /** Regular expression searched for in the path, such as `/colls/tickets/`. */
      path: pattern.optional(),
      /** Kind of operation, as `GET /_stats` names it: `create`, `batch`, `query`, … */
      operation: z.string().max(50).optional(),
    })
    .default({}),
  /** How many matching requests are let through first. */
  skip: z.int().min(0).default(0),
  /** How many requests are then hit. */
  count: z.int().min(1).default(1),
  fault: z.enum(['429', '503', 'drop-before', 'drop-after']),
  /** For 429: what the answer's `x-ms-retry-after-ms` says. */
  retryAfterMs: z.int().min(0).max(600_000).default(10),
});

/**
 * A fault to inject: too many requests, service unavailable, or the connection cut before the
 * request was carried out or after (the nasty case: the write is there, and the client does not
 * know). In JSON, `match.path` is a string.
 */
export type FaultRule = z.input<typeof faultRule>;
type ParsedRule = z.infer<typeof faultRule>;
export type Fault = Pick<ParsedRule, 'fault' | 'retryAfterMs'>;

/** The faults in wait. */
export type Faults = {
  /** Adds a rule. Throws CosmosError 400 naming the field. */
  add(rule: unknown): void;
  clear(): void;
  /** The rules still in wait, as they were given, with what is left of `skip` and `count`. */
  list(): object[];
  /** The fault that hits a request, if one does; it is used up by that. */
  take(request: { method: string; path: string; operation: string }): Fault | undefined;
};

export function createFaults(): Faults {
  let rules: ParsedRule[] = [];
  return {
    add: (rule) => {
      rules.push(parseAs<ParsedRule>(faultRule, rule));
    },
    clear: () => {
      rules = [];
    },
    list: () => rules.map((rule) => ({ ...rule, match: { ...rule.match, path: rule.match.path?.source } })),
    take: (request) => {
      for (const rule of rules) {
        if (!isHit(rule, request)) continue;
        if (rule.skip > 0) {
          rule.skip -= 1;
          continue;
        }
        rule.count -= 1;
        rules = rules.filter(({ count }) => count > 0);
        return rule;
      }
      return undefined;
    },
  };
}

function isHit({ match }: ParsedRule, { method, path, operation }: { method: string; path: string; operation: string }): boolean {
  const { path: wanted } = match;
  return (match.method ?? method) === method && (match.operation ?? operation) === operation && (wanted === undefined || wanted.test(path));
}
