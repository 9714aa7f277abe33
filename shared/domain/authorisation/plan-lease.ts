import type { TokenLease } from '../mailboxes/authorisation.ts';

/**
 * The lease once `owner` has it, or null while somebody else does. One that ran out was held by a
 * process that died, or is too slow to be waited for. Pure.
 */
export function planLease(held: TokenLease | null, owner: string, until: Date, now: Date): TokenLease | null {
  if (held && held.owner !== owner && Date.parse(held.until) > now.getTime()) return null;
  return { owner, until: until.toISOString() };
}
