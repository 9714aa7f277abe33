import { type MailRef, mailRef } from '../domain/queue-items.ts';
import { MailboxPausedError, TicketBusyError } from '../errors.ts';
import { type IngestDeps, ingestMail } from './ingest-mail.ts';
import type { IngestResult } from './write-in-turn.ts';

export type IngestInTurnDeps = IngestDeps & {
  /** Queues a mail anew with a delay, as a new message: its deliveries count from 1. */
  requeue(ref: MailRef, afterSeconds: number): Promise<void>;
};

/**
 * When a mail of a paused mailbox is looked at again. There are few: those that were announced or
 * listed just before the pause. All later ones are found by the poll after it.
 */
const whilePausedSeconds = 600;

/**
 * Ingests a mail, or requeues it when its ticket is busy or its mailbox is paused (null): waiting
 * must neither hold up the process nor count as a failure. If the process dies right after that,
 * the mail is delivered twice, which changes nothing.
 *
 * @throws what ingestMail and requeue throw: the queue tries again.
 */
export async function ingestInTurn(deps: IngestInTurnDeps, ref: MailRef, delivery: number): Promise<IngestResult | null> {
  try {
    return await ingestMail(deps, ref, delivery);
  } catch (error) {
    if (error instanceof MailboxPausedError) {
      await deps.requeue(mailRef(ref), whilePausedSeconds);
      return null;
    }
    if (!(error instanceof TicketBusyError)) throw error;
    const tried = delivery > 1 || ref.waits?.tried === true;
    const waits = { ticketId: error.ticketId, times: (ref.waits?.times ?? 0) + 1, tried };
    await deps.requeue(mailRef({ ...ref, waits }), error.afterSeconds);
    return null;
  }
}
