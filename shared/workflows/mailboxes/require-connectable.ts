import type { WantedMailbox } from '../../api/mailboxes.ts';
import { ProblemError } from '../../api/problem.ts';
import { Mailbox } from '../../domain/mailboxes/mailbox.ts';
import { secretNameOf, tokenNameFor } from '../../domain/mailboxes/secret-name.ts';
import { secretServerOf } from '../../domain/mailboxes/secret-server.ts';
import type { MailboxAdminDeps } from './mailbox-admin-deps.ts';

/**
 * The secret that was sent with a mailbox; null: none, so it keeps its own (that of `before`). A
 * secret that is kept goes to no other server: who may change the server need not know it.
 *
 * @throws ProblemError 422 when it would have none, or may not be read as is wanted.
 */
export function requireConnectable(
  { allowPlainImap }: Pick<MailboxAdminDeps, 'allowPlainImap'>,
  wanted: WantedMailbox,
  before: Mailbox | null,
): string | null {
  if (wanted.provider === 'graph') return null;
  if (wanted.provider === 'imap' && wanted.security === 'none' && !allowPlainImap) {
    throw new ProblemError(
      422,
      'security: without TLS the password and all mail could be listened to, so this installation refuses it; use "tls" or "starttls" (the setting ALLOW_PLAIN_IMAP allows it)',
    );
  }
  if (wanted.login.method === 'managed-identity') return null;
  const known = before && Mailbox.parse(before);
  const hasConsent = known !== null && secretNameOf(known) === tokenNameFor(known.mailboxId);
  const isElsewhere = known !== null && secretServerOf(known) !== secretServerOf({ ...wanted, kind: wanted.provider });
  if (wanted.login.method === 'refresh-token') {
    if (wanted.password) throw new ProblemError(422, 'password: a mailbox that a person consents to has none; leave it out');
    if (hasConsent && isElsewhere)
      throw new ProblemError(422, 'host: the person has consented to another server; connect this one as a mailbox of its own');
    return null;
  }
  if (wanted.password) return wanted.password;
  if (!known || hasConsent || secretNameOf(known) === null)
    throw new ProblemError(422, `password: is needed to sign in by ${wanted.login.method}`);
  if (isElsewhere) throw new ProblemError(422, 'password: is needed again, since it would go to another server');
  return null;
}
