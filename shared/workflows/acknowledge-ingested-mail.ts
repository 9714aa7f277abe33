import { afterIngest } from '../domain/mailboxes/after-ingest.ts';
import type { Mailbox } from '../domain/mailboxes/mailbox.ts';
import type { MailRef } from '../domain/queue-items.ts';
import type { MailTrace } from '../domain/trace/mail-trace.ts';
import type { MailSource } from '../ports/mail-source.ts';
import { acknowledgeMails } from './acknowledge-mails.ts';

export type AcknowledgeDeps = {
  mailboxOf(mailboxId: string): Promise<Mailbox | null>;
  openSource(mailbox: Mailbox): Promise<MailSource>;
};

/**
 * Acknowledges a mail once it is ingested: one that was announced to us (graph), and any where
 * refused mails are dealt with otherwise; all others were acknowledged when they were fetched. A
 * mail whose bytes are not here, or of the archive, is left as it is. Returns what went wrong, for
 * the log, or null.
 */
export async function acknowledgeIngestedMail(
  deps: AcknowledgeDeps,
  ref: MailRef,
  { rawBlob, outcome }: Pick<MailTrace, 'rawBlob' | 'outcome'>,
): Promise<string | null> {
  if (rawBlob === null || ref.archive) return null;
  const mailbox = await deps.mailboxOf(ref.mailboxId);
  const after = mailbox && afterIngest(mailbox, outcome, ref.rawBlob === null);
  if (!after || after.action === 'leave') return null;
  // the mail is in its ticket: a failure here must not have it ingested again
  try {
    const source = await deps.openSource(mailbox);
    try {
      return await acknowledgeMails(source, after, [ref.remoteId]);
    } finally {
      await source.close();
    }
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
