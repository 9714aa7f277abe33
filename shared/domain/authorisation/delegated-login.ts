import { RefreshTokenLogin } from '../mailboxes/login.ts';
import type { Mailbox } from '../mailboxes/mailbox.ts';
import { tokenNameFor } from '../mailboxes/secret-name.ts';

/** The login of a mailbox that a person consents to; null: it logs in by other means. Pure. */
export function delegatedLogin(mailbox: Mailbox & { login?: unknown }): RefreshTokenLogin | null {
  return RefreshTokenLogin.safeParse(mailbox.login).data ?? null;
}

/**
 * How a mailbox that is to be authorised logs in: as it is set, or for Microsoft 365 by its own
 * account. Null: it logs in by other means. Pure.
 */
export function wantedLogin(mailbox: Mailbox): RefreshTokenLogin | null {
  const set = delegatedLogin(mailbox);
  if (set || mailbox.kind !== 'graph') return set;
  return RefreshTokenLogin.parse({ method: 'refresh-token', provider: 'microsoft', secretName: tokenNameFor(mailbox.mailboxId) });
}
