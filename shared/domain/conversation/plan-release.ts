import type { TicketChange } from '../notifications/ticket-change.ts';
import { mailSubjectOf } from '../thread/outgoing-thread.ts';
import type { Message } from '../tickets/message.ts';
import type { Ticket } from '../tickets/ticket.ts';
import { eventsBetween } from '../tickets/ticket-event.ts';
import { withStatus } from '../tickets/with-status.ts';

/** A message that was written to be sent. */
export type OutgoingMessage = Message & { outbox: NonNullable<Message['outbox']> };

/** Whether a message is one that is sent. */
export const isOutgoing = (message: Message | null): message is OutgoingMessage => message !== null && message.outbox !== null;

/**
 * Lets a message go: from now on its mails are sent, and it can't be taken back. What comes with it
 * happens now: the ticket's status (open, where it was new), its history, the subject that all of
 * its mail keeps. The change holds only if the message still waits and the ticket is as it was
 * read. Pure.
 */
export function planRelease(
  ticket: Ticket,
  version: string,
  message: OutgoingMessage,
  now: Date,
): TicketChange & { replace: Ticket; version: string } {
  const { id, ticketId, outbox, by } = message;
  const updatedAt = new Date(Math.max(now.getTime(), Date.parse(ticket.updatedAt))).toISOString();
  // what the client does not see changes nothing for them
  const after =
    message.kind === 'mail'
      ? { ...ticket, updatedAt }
      : withStatus({ ...ticket, mailSubject: mailSubjectOf(ticket), updatedAt }, statusAfter(ticket, outbox.status), updatedAt);
  const replace: Ticket = { ...after, alert: after.alert && { ...after.alert, touched: true } };
  const occasion = { by: { kind: 'technician' as const, address: by ?? '' }, at: updatedAt, cause: id };
  return {
    ...{ ticketId, version, replace },
    create: eventsBetween(ticket, replace, occasion),
    patch: [{ messageItemId: id, set: { outbox: { ...outbox, state: 'released' } }, onlyIf: { outbox: ['waiting'] } }],
  };
}

/** What was merged meanwhile keeps its status: its mail goes, and what is asked of it is over. */
function statusAfter({ status, mergedInto }: Ticket, wanted: Ticket['status'] | null): Ticket['status'] {
  if (mergedInto !== null) return status;
  return wanted ?? (status === 'new' ? 'open' : status);
}
