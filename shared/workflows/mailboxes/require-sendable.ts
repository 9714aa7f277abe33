import type { WantedMailbox } from '../../api/mailboxes.ts';
import { ProblemError } from '../../api/problem.ts';
import { Mailbox } from '../../domain/mailboxes/mailbox.ts';
import { isOfSameProvider } from '../../domain/mailboxes/smtp-settings.ts';
import type { MailboxAdminDeps } from './mailbox-admin-deps.ts';

/**
 * The password that was sent with the server for sending; null: none, so it keeps its own. A secret
 * that is kept goes to no other server, and what the mailbox is read with to none but its
 * provider's: who may change the server need not know it.
 *
 * @throws ProblemError 422 when mail could not leave as is wanted, or a secret would go elsewhere.
 */
export function requireSendable(
  { allowPlainImap }: Pick<MailboxAdminDeps, 'allowPlainImap'>,
  wanted: WantedMailbox,
  before: Mailbox | null,
): string | null {
  const known = before && Mailbox.parse(before).smtp;
  const smtp = wanted.smtp === undefined ? known : wanted.smtp;
  if ((wanted.sendsBy ?? before?.sendsBy) === 'smtp' && !smtp)
    throw new ProblemError(422, 'smtp: is needed for mail that leaves by smtp: { host, port, security, user, password }');
  if (!wanted.smtp) return null;
  const { host, port, security, user, login, password } = wanted.smtp;
  if (security === 'none' && !allowPlainImap)
    throw new ProblemError(422, 'smtp.security: without TLS the password and all mail could be listened to; use "tls" or "starttls"');
  if (login.method === 'as-mailbox') {
    if (password) throw new ProblemError(422, 'smtp.password: the mailbox signs in as for reading; leave it out');
    const readFrom =
      wanted.provider === 'imap' ? wanted.host : wanted.provider === 'ews' ? (URL.parse(wanted.url ?? '')?.hostname ?? '') : '';
    if (!isOfSameProvider(readFrom, host))
      throw new ProblemError(
        422,
        'smtp.login: what the mailbox is read with is shown to the server of its own provider only; use "password"',
      );
    return null;
  }
  if (password) return password;
  const isKept = known?.login.method === 'password' && known.host === host && known.port === port && known.user === user;
  if (!isKept) throw new ProblemError(422, 'smtp.password: is needed, since it would be new to this server');
  return null;
}
