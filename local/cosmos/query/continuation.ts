import { createHash } from 'node:crypto';
import { z } from 'zod';
import { CosmosError } from '../cosmos-error.ts';

const continuation = z.object({
  query: z.string(),
  at: z
    .object({ keys: z.array(z.object({ rank: z.int(), value: z.union([z.string(), z.number()]) })).max(8), rid: z.int(), taken: z.int() })
    .optional(),
  skip: z.int().nonnegative(),
  left: z.int().nonnegative().optional(),
});

/**
 * Where a page ended. `query`: which query it belongs to; `at`: the last document looked at, and
 * how many of its rows were taken (0: all); `skip` and `left`: what is still to do of OFFSET and
 * LIMIT. The place is named by values, so pages stay right while items come and go.
 */
export type Continuation = z.infer<typeof continuation>;

/** The token of a page's end: printable, for the header `x-ms-continuation`. */
export function toContinuationToken(state: Continuation): string {
  return Buffer.from(JSON.stringify(state)).toString('base64url');
}

/** Reads a token. Throws CosmosError 400 when it is none of ours or belongs to another query. */
export function fromContinuationToken(token: string, query: string): Continuation {
  const result = continuation.safeParse(parseToken(token));
  if (!result.success) throw new CosmosError(400, 'Invalid continuation token.');
  if (result.data.query !== query) throw new CosmosError(400, 'Invalid continuation token: it belongs to another query.');
  return result.data;
}

/** What tells queries apart in tokens. */
export function fingerprintOf(...parts: unknown[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('base64url').slice(0, 16);
}

function parseToken(token: string): unknown {
  try {
    return JSON.parse(Buffer.from(token, 'base64url').toString());
  } catch {
    return undefined;
  }
}
