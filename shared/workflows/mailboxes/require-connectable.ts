import type { WantedMailbox } from '../../api/mailboxes.ts';
import { ProblemError } from '../../api/problem.ts';
import type { MailboxAdminDeps } from './mailbox-admin-deps.ts';

/**
 * The secret that was sent with a mailbox; null: none, so it keeps its own.
 *
 * @throws ProblemError 422 when it would have none (`hasSecret`), or may not be read as is wanted.
 */
export function requireConnectable(
  { allowPlainImap }: Pick<MailboxAdminDeps, 'allowPlainImap'>,
  wanted: WantedMailbox,
  hasSecret: boolean,
): string | null {
  if (wanted.provider === 'graph') return null;
  if (wanted.provider === 'imap' && wanted.security === 'none' && !allowPlainImap) {
    throw new ProblemError(
      422,
      'security: without TLS the password and all mail could be listened to, so this installation refuses it; use "tls" or "starttls" (the setting ALLOW_PLAIN_IMAP allows it)',
    );
  }
  if (wanted.login.method === 'managed-identity') return null;
  if (wanted.password) return wanted.password;
  if (!hasSecret) throw new ProblemError(422, `password: is needed to sign in by ${wanted.login.method}`);
  return null;
}
