import type { PollClaim } from './mailbox.ts';

/**
 * The claim once `owner` has taken (or renewed) it, or null when somebody else holds it. Pure. A
 * poll that is delivered again after a crash has the same owner as before and goes on at once; any
 * other has to wait until the claim has run out.
 */
export function planClaim(held: PollClaim | null, owner: string, until: Date, now: Date): PollClaim | null {
  if (held && held.owner !== owner && Date.parse(held.until) > now.getTime()) return null;
  return { owner, until: until.toISOString() };
}
