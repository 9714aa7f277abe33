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
 * Acknowledges a mail that was announced to us (graph) once it is ingested; a polled one has been
 * acknowledged already. A mail whose bytes are not here is left as it is. Returns what went wrong,
 * for the log, or null.
 */
export async function acknowledgeNotifiedMail(
  deps: AcknowledgeDeps,
  ref: MailRef,
  trace: Pick<MailTrace, 'rawBlob'>,
): Promise<string | null> {
  if (ref.rawBlob !== null || trace.rawBlob === null) return null;
  const mailbox = await deps.mailboxOf(ref.mailboxId);
  if (!mailbox || mailbox.afterIntake.action === 'leave') return null;
  // the mail is in its ticket: a failure here must not have it ingested again
  try {
    const source = await deps.openSource(mailbox);
    try {
      return await acknowledgeMails(source, mailbox, [ref.remoteId]);
    } finally {
      await source.close();
    }
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
