import { fromContinuation, toContinuation } from '../api/continuation.ts';
import { type MailPage, type MailQuery, toApiMail } from '../api/mails.ts';
import type { Position } from '../domain/tickets/position.ts';
import type { MailFilter } from '../domain/trace/mail-filter.ts';
import type { MailTrace } from '../domain/trace/mail-trace.ts';

/** What listing mails reads. */
export type ListMailsDeps = {
  browse: { mails(filter: MailFilter): Promise<{ items: MailTrace[]; next: Position | null }> };
  /** A mailbox by its address or id. */
  mailboxIdOf(named: string): Promise<string>;
  addressOf(mailboxId: string): Promise<string>;
};

/**
 * A page of mails, whatever became of them, the latest first.
 *
 * @throws ProblemError 400 when the continuation is none of ours.
 */
export async function listMails({ browse, mailboxIdOf, addressOf }: ListMailsDeps, query: MailQuery): Promise<MailPage> {
  const after = fromContinuation(query.continuation);
  const mailboxId = query.mailbox === undefined ? null : await mailboxIdOf(query.mailbox);
  const { items, next } = await browse.mails({ ...query, mailboxId, after });
  const shown = await Promise.all(items.map(async (trace) => toApiMail(trace, await addressOf(trace.mailboxId))));
  return { items: shown, next: next && toContinuation(next) };
}
