import type { Mailbox } from './mailbox.ts';

/** The name under which the secret of a mailbox is kept in Key Vault. Pure. */
export const secretNameFor = (mailboxId: string): string => `mailbox-${mailboxId}`;

/**
 * The name under which the refresh token of a mailbox is kept: another one, so that no password is
 * ever sent as a token. Pure.
 */
export const tokenNameFor = (mailboxId: string): string => `oauth-${mailboxId}`;

/** The name of the secret that a mailbox logs in with; null where it needs none. Pure. */
export const secretNameOf = (mailbox: Mailbox): string | null =>
  'login' in mailbox && typeof mailbox.login === 'object' && mailbox.login !== null && 'secretName' in mailbox.login
    ? String(mailbox.login.secretName)
    : null;
