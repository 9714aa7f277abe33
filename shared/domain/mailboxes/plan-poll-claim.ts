import type { PollClaim } from './mailbox.ts';

/** None is taken for so long (ms): that one was written by a clock that was ahead. */
const longestMs = 15 * 60_000;

/**
 * The claim once `owner` has taken (or renewed) it, or null when somebody else holds it. Pure. A
 * poll that is delivered again after a crash has the same owner as before and goes on at once; any
 * other has to wait until the claim has run out.
 */
export function planClaim(held: PollClaim | null, owner: string, until: Date, now: Date): PollClaim | null {
  const left = held ? Date.parse(held.until) - now.getTime() : 0;
  if (held && held.owner !== owner && left > 0 && left <= longestMs) return null;
  return { owner, until: until.toISOString() };
}
