import { createHash } from 'node:crypto';
import { z } from 'zod';

/** So long a sign-in may take. */
export const maxPendingMs = 10 * 60_000;

/**
 * A sign-in that an admin has started, by the hash of its `state` (container `mailboxes`, type
 * `pending-authorisation`). Neither who reads the database nor who sees the browser's addresses
 * has the code verifier: it takes the state and `salt`.
 */
export const PendingAuthorisation = z.object({
  mailboxId: z.string(),
  /** `sign-in`, or an administrator of the organisation consents for all of it. */
  purpose: z.enum(['sign-in', 'admin-consent']),
  /** The admin who started it: nobody else may end it. */
  startedBy: z.object({ id: z.string(), name: z.string() }),
  expiresAt: z.iso.datetime(),
  salt: z.string(),
  /** What was asked for. */
  scopes: z.array(z.string()),
});
export type PendingAuthorisation = z.infer<typeof PendingAuthorisation>;

/**
 * What goes round through the browser: where the sign-in is kept, and a secret that nobody can
 * guess.
 */
export const makeState = (mailboxId: string, secret: string): string => `${mailboxId}.${secret}`;

/** The mailbox of a state, and the hash that it is kept by; null for what is none. Pure. */
export function readState(state: string): { mailboxId: string; hash: string } | null {
  const mailboxId = /^([a-z0-9-]{1,40})\.[\w-]{43}$/.exec(state)?.[1];
  return mailboxId === undefined ? null : { mailboxId, hash: createHash('sha256').update(state).digest('hex') };
}

/**
 * The code verifier (RFC 7636, 4.1: 43 characters) and the nonce of the ID token of a sign-in.
 * Pure.
 */
export const proofsOf = (state: string, { salt }: Pick<PendingAuthorisation, 'salt'>) => ({
  verifier: createHash('sha256').update(`verifier ${salt} ${state}`).digest('base64url'),
  nonce: createHash('sha256').update(`nonce ${salt} ${state}`).digest('base64url'),
});
