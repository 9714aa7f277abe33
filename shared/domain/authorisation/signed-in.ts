import { z } from 'zod';
import type { RefreshTokenLogin } from '../mailboxes/login.ts';
import type { Mailbox } from '../mailboxes/mailbox.ts';

/** Who signed in, by the ID token. */
export type SignedIn = { account: string; accountId: string; tenantId: string | null };

/**
 * At Entra the address in `email` is what somebody wrote there, also of another organisation;
 * `preferred_username` is the name that people sign in with
 * (learn.microsoft.com/entra/identity-platform/id-token-claims-reference).
 */
const OfMicrosoft = z
  .object({ preferred_username: z.string().min(1).max(320), oid: z.string().min(1).max(100), tid: z.string().min(1).max(100) })
  .transform((claims): SignedIn => ({ account: claims.preferred_username.toLowerCase(), accountId: claims.oid, tenantId: claims.tid }));
/** At Google `email` counts once it is verified (developers.google.com/identity/openid-connect). */
const OfGoogle = z
  .object({ email: z.string().min(1).max(320), email_verified: z.literal(true), sub: z.string().min(1).max(300) })
  .transform((claims): SignedIn => ({ account: claims.email.toLowerCase(), accountId: claims.sub, tenantId: null }));

/** Reads the claims of an ID token. Pure. Throws a ZodError where they don't say who signed in. */
export const parseSignedIn = (provider: RefreshTokenLogin['provider'], claims: unknown): SignedIn =>
  (provider === 'google' ? OfGoogle : OfMicrosoft).parse(claims);

/**
 * Whose the account is that signed in: `own`, the mailbox's; `agreed`, the one that the admin has
 * named for it; `other`. Pure.
 */
export function whoseAccount(
  mailbox: Mailbox & { user?: string },
  login: RefreshTokenLogin,
  signedIn: SignedIn,
): 'own' | 'agreed' | 'other' {
  const user = mailbox.user?.toLowerCase();
  const isOwn = [mailbox.address, ...mailbox.aliases, user].includes(signedIn.account) || user === signedIn.accountId.toLowerCase();
  if (isOwn) return 'own';
  return login.account === signedIn.account ? 'agreed' : 'other';
}
