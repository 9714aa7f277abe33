import type { MailRef, NotificationRef } from '../domain/queue-items.ts';
import { inWords } from '../domain/words/in-words.ts';
import { type AcknowledgeDeps, acknowledgeIngestedMail } from './acknowledge-ingested-mail.ts';
import { AttemptError } from './attempt-error.ts';
import { type IngestInTurnDeps, ingestInTurn } from './ingest-in-turn.ts';
import type { LogLine } from './log-lines.ts';
import { type FailureDeps, recordAttempt } from './record-failure.ts';

/** What each step of receiving needs, made when it comes to it. */
export type ReceiveDeps = {
  ingest(): Promise<IngestInTurnDeps>;
  acknowledging(): Promise<AcknowledgeDeps>;
  failures(): Promise<FailureDeps>;
};

/** The notifications that are now due, and the lines for the log. */
export type Received = { sends: NotificationRef[]; log: LogLine[] };

/**
 * Receives one mail of the queue: ingests it, acknowledges it, or records why that failed. Doing it
 * again changes nothing. `delivery`: how often the queue has delivered it, from 1.
 *
 * @throws what failed, when the queue must deliver the mail again.
 */
export async function receiveMail(deps: ReceiveDeps, ref: MailRef, delivery: number): Promise<Received> {
  try {
    const result = await ingestInTurn(await deps.ingest(), ref, delivery);
    // requeued: its ticket is busy, or its mailbox is paused
    if (!result) return { sends: [], log: [] };
    const { trace, sends } = result;
    const note = await acknowledgeIngestedMail(await deps.acknowledging(), ref, trace);
    const log: Received['log'] = note ? [{ level: 'warn', text: note }] : [];
    const why = trace.reason === null ? '' : inWords(trace.reason);
    if (trace.kind === 'complaint') log.push({ level: 'error', text: `Complaint about our mail, mail ${trace.mailId}: ${why}` });
    log.push({ level: 'info', text: `${trace.mailId} ${trace.outcome} ${trace.ticketNumber ?? ''} ${why}`.trim() });
    return { sends, log };
  } catch (error) {
    const cause = error instanceof AttemptError ? error.cause : error;
    if ((await recordAttempt(await deps.failures(), ref, delivery, error)) === 'left-to-queue') throw cause;
    const text = `Mail ${ref.remoteId} is put back into its queue: ${cause instanceof Error ? cause.message : cause}`;
    return { sends: [], log: [{ level: 'warn', text }] };
  }
}
