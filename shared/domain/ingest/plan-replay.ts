import { type MailRef, mailRef } from '../queue-items.ts';
import type { MailTrace } from '../trace/mail-trace.ts';

/**
 * Why a mail is not looked at again: it is in this ticket already, or its bytes are not kept here.
 */
export type ReplayRefusal = { refused: 'in-ticket'; number: string } | { refused: 'no-raw-mail' };

/**
 * The queue item that puts a mail into a ticket that was suppressed, recorded or quarantined, or
 * why not. Pure.
 */
export function planAcceptance(trace: MailTrace): MailRef | ReplayRefusal {
  if (trace.ticketNumber !== null) return { refused: 'in-ticket', number: trace.ticketNumber };
  if (trace.rawBlob === null) return { refused: 'no-raw-mail' };
  const ref = planReplay(trace);
  return 'refused' in ref ? ref : mailRef({ ...ref, accepted: true });
}

/**
 * The queue item that looks at a mail anew, from its kept bytes or from its source; refused when
 * the mail has made its ticket or message: a second look could only make a copy. Pure.
 */
export function planReplay(trace: MailTrace): MailRef | ReplayRefusal {
  if (trace.outcome === 'ticket' || trace.outcome === 'reply' || trace.outcome === 'duplicate')
    return { refused: 'in-ticket', number: trace.ticketNumber ?? '' };
  const { mailboxId, remoteId, rawBlob, receivedAt, archive } = trace;
  return mailRef({ mailboxId, remoteId, rawBlob, receivedAt, replay: true, ...(archive && { archive }) });
}
