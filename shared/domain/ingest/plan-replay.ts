import { ProblemError } from '../../api/problem.ts';
import type { MailRef } from '../queue-items.ts';
import type { MailTrace } from '../tickets/ticket.ts';

/**
 * The queue item that puts a mail into a ticket that was suppressed, recorded or quarantined. Pure.
 *
 * @throws ProblemError 409 when it is in a ticket already, or its bytes are not kept.
 */
export function planAcceptance(trace: MailTrace): MailRef {
  if (trace.ticketNumber !== null) throw new ProblemError(409, `mailId: this mail is in ticket ${trace.ticketNumber} already`);
  if (trace.rawBlob === null) throw new ProblemError(409, 'mailId: its raw mail is not kept here, so it can only be replayed');
  return { ...planReplay(trace), accepted: true };
}

/**
 * The queue item that looks at a mail anew, from its kept bytes or from its source. Pure.
 *
 * @throws ProblemError 409 when the mail has made its ticket or message: a second look could only make a copy.
 */
export function planReplay(trace: MailTrace): MailRef {
  if (trace.outcome === 'ticket' || trace.outcome === 'reply' || trace.outcome === 'duplicate') {
    throw new ProblemError(409, `mailId: this mail is in ticket ${trace.ticketNumber} already`);
  }
  const { mailboxId, remoteId, rawBlob, receivedAt } = trace;
  return { mailboxId, remoteId, rawBlob, receivedAt, replay: true, accepted: false };
}
