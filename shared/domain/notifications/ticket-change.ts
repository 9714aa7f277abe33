import type { NotificationRef } from '../queue-items.ts';
import type { AlertMark } from '../tickets/alert-mark.ts';
import type { Message, Outbox } from '../tickets/message.ts';
import type { Ticket } from '../tickets/ticket.ts';
import type { TicketEvent } from '../tickets/ticket-event.ts';
import type { MailTrace } from '../trace/mail-trace.ts';
import type { Notification } from './notification.ts';
import type { SentMail } from './sent-mail.ts';

/** What lies in a ticket's partition: itself, and all that belongs to it. */
export type TicketItem = Ticket | Message | TicketEvent | Notification | MailTrace | AlertMark | SentMail;

/**
 * In which of these states a notification must be, and to which address (null: any); `isProbe`
 * false: its address is not tried with it; `opened`: it was so often, as far as is noted.
 */
export type NotificationCondition = { status: Notification['status'][]; to: string | null; isProbe?: false; opened?: number };

/**
 * What a change sets in a notification of the ticket: whatever state it is in (null), or only if a
 * condition holds, else nothing of the change is written.
 */
export type NotificationPatch = { notificationId: string; set: Partial<Notification>; onlyIf: NotificationCondition | null };

/**
 * What a change sets in a message: one that a person sends only while it is in one of these states,
 * any other only while it has not moved to another ticket; else nothing of the change is written.
 */
export type MessagePatch = {
  messageItemId: string;
  set: Partial<Message>;
  onlyIf: { outbox: Outbox['state'][] } | { moved: false };
};

/**
 * All that one cause changes in a ticket's partition, as data: it is written in one transactional
 * batch, or not at all. A ticket that is new is among `create`; one that changes is in `replace`,
 * as it becomes, with the version (ETag) at which it was read. A batch holds 100 items and 2 MB at
 * most: what a mail changes is fewer than ten, of which the message with its body cut to 100 KB is
 * the largest. It is here since it knows all kinds of items, of which notifications lie highest.
 */
export type TicketChange = {
  ticketId: string;
  create: TicketItem[];
  patch: (NotificationPatch | MessagePatch)[];
} & ({ version: string; replace: Ticket } | { version: null; replace: null });

/** A change of one notification if a condition holds, and what comes with that. Pure. */
export const notificationChange = (
  { ticketId, notificationId }: Pick<NotificationRef, 'ticketId' | 'notificationId'>,
  set: Partial<Notification>,
  onlyIf: NotificationCondition,
  create: (TicketEvent | Notification | SentMail)[] = [],
): TicketChange => ({ ticketId, version: null, replace: null, create, patch: [{ notificationId, set, onlyIf }] });

/** One that has ended stays as it is. */
export const stillWaits: NotificationCondition = { status: ['waiting'], to: null };

/** The items of one type that a change creates. Pure. */
export const createdBy = <Type extends TicketItem['type']>({ create }: TicketChange, type: Type) =>
  create.filter((item): item is Extract<TicketItem, { type: Type }> => item.type === type);

/** The ticket as a change leaves it; null when it does not write it. Pure. */
export const ticketAfter = (change: TicketChange): Ticket | null => change.replace ?? createdBy(change, 'ticket')[0] ?? null;
