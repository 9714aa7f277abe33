import { type ApiMailWithChecks, toApiMailWithChecks } from '../api/mails.ts';
import { notFound } from '../api/problem.ts';
import type { MailTrace } from '../domain/trace/mail-trace.ts';

/** What reading a mail's trace reads. */
export type ReadMailDeps = {
  browse: { mail(mailId: string): Promise<MailTrace | null> };
  addressOf(mailboxId: string): Promise<string>;
};

/**
 * What became of a mail, with all that was checked.
 *
 * @throws ProblemError 404 when there is no such mail.
 */
export async function readMail({ browse, addressOf }: ReadMailDeps, mailId: string): Promise<ApiMailWithChecks> {
  const trace = await browse.mail(mailId);
  if (!trace) throw notFound('mailId', 'mail', mailId);
  return toApiMailWithChecks(trace, await addressOf(trace.mailboxId));
}
