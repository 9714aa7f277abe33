import { z } from 'zod';
import { Remark } from '../words/remark.ts';

/**
 * What is known of the consent that a mailbox is read by (container `mailboxes`, item
 * `authorisation`). The refresh token itself is in Key Vault, and nowhere else.
 */
export const Authorisation = z.object({
  provider: z.enum(['microsoft', 'google']),
  /** Who signed in: their address, and the id that their provider gives them (`oid`, `sub`). */
  account: z.string().max(320),
  accountId: z.string().max(300),
  /** The organisation in Entra (`tid`); null at other providers. */
  tenantId: z.string().max(100).nullable(),
  /** What was granted. */
  scopes: z.array(z.string().max(300)).max(50),
  authorisedAt: z.iso.datetime(),
  /** The admin who asked for it. */
  authorisedBy: z.string().max(400),
  /**
   * When the token was last renewed. One that is unused for 90 days ends, at Microsoft; by the
   * organisation's policies earlier.
   */
  lastRefreshAt: z.iso.datetime(),
  /** Why the token serves no more; null while it does. */
  problem: Remark.nullable().default(null),
  /** The version of the secret that was refused for good: it isn't sent again. */
  refusedVersion: z.string().max(200).nullable().default(null),
  /** What the provider wants to be proven at the next sign-in (claims challenge), as JSON. */
  claims: z.string().max(4000).nullable().default(null),
});
export type Authorisation = z.infer<typeof Authorisation>;

/** One refreshes the token of a mailbox at a time: item `token-lease`, which runs out by itself. */
export const TokenLease = z.object({ owner: z.string(), until: z.iso.datetime() });
export type TokenLease = z.infer<typeof TokenLease>;
