import { type MailRef, mailRef } from '../domain/queue-items.ts';
import { TicketBusyError } from '../errors.ts';
import { type IngestDeps, type IngestResult, ingestMail } from './ingest-mail.ts';

export type IngestInTurnDeps = IngestDeps & {
  /**
   * Queues a mail anew, to be delivered after so many seconds: as a message of its own, whose
   * deliveries count from 1.
   */
  putBack(ref: MailRef, afterSeconds: number): Promise<void>;
};

/**
 * Takes a mail in, or puts it back when its ticket takes in others first (null): waiting must
 * neither hold one of the few places of the process, nor count as a failure. When the process dies
 * behind the put-back, the mail is delivered twice, which changes nothing.
 *
 * @throws what ingestMail throws, and what putting back throws: the queue tries again.
 */
export async function ingestInTurn(deps: IngestInTurnDeps, ref: MailRef, delivery: number): Promise<IngestResult | null> {
  try {
    return await ingestMail(deps, ref, delivery);
  } catch (error) {
    if (!(error instanceof TicketBusyError)) throw error;
    const tried = delivery > 1 || ref.waits?.tried === true;
    const waits = { ticketId: error.ticketId, times: (ref.waits?.times ?? 0) + 1, tried };
    await deps.putBack(mailRef({ ...ref, waits }), error.afterSeconds);
    return null;
  }
}
