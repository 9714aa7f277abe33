import type { TokenLease } from '../mailboxes/authorisation.ts';

/** None is taken for so long (ms): that one was written by a clock that was ahead. */
const longestMs = 15 * 60_000;

/**
 * The lease once `owner` has it, or null while somebody else does. One that ran out was held by a
 * process that died, or is too slow to be waited for. Pure.
 */
export function planLease(held: TokenLease | null, owner: string, until: Date, now: Date): TokenLease | null {
  const left = held ? Date.parse(held.until) - now.getTime() : 0;
  if (held && held.owner !== owner && left > 0 && left <= longestMs) return null;
  return { owner, until: until.toISOString() };
}
