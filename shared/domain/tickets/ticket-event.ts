import { z } from 'zod';
import { eventIdFor } from '../ids.ts';
import { Remark } from '../words/remark.ts';
import { Link, Participant, type Ticket } from './ticket.ts';
import { TicketStatus } from './ticket-status.ts';

/**
 * The history of a ticket: items in its partition, each written in the batch of the change that it
 * records, and never changed. Tickets of an earlier version have none from before.
 */

/** Who caused it. */
const EventActor = z.discriminatedUnion('kind', [
  /** Who asks by a mail, else who sent it, as it says; its message tells how far to believe it. */
  z.object({ kind: z.literal('sender'), address: z.string() }),
  z.object({ kind: z.literal('technician'), address: z.string() }),
  /** A routing rule, by what it says of a mail. */
  z.object({ kind: z.literal('rule'), id: z.string(), name: z.string() }),
  /** What carries our mail: it refused it, gave up, or reported. */
  z.object({ kind: z.literal('channel') }),
]);

/** What all events have. */
const Common = z.object({
  id: z.string(),
  type: z.literal('event'),
  schemaVersion: z.literal(1),
  ticketId: z.string(),
  by: EventActor,
  /**
   * From when on it is so. Of the ticket's own item never before its earlier changes: their order
   * by time is that in which they were made.
   */
  at: z.iso.datetime(),
  /** The id of the mail, report or sending that caused it; a repeat makes the same event. */
  cause: z.string(),
});

/** Somebody who takes part from then on. */
const Joining = Participant.pick({ address: true, role: true });

/** A new kind is one more entry. */
export const TicketEvent = z.discriminatedUnion('kind', [
  Common.extend({
    kind: z.literal('opened'),
    status: TicketStatus,
    queueId: z.string(),
    requester: z.string(),
    participants: z.array(Joining),
  }),
  /** A mail came in, as this message (its item's id). */
  Common.extend({ kind: z.literal('joined'), message: z.string(), newcomer: z.boolean() }),
  /** It was resolved or closed, and is so no more. */
  Common.extend({ kind: z.literal('reopened'), from: TicketStatus, to: TicketStatus }),
  /** Any other change of its status. */
  Common.extend({ kind: z.literal('status'), from: TicketStatus, to: TicketStatus }),
  /** All whom one change brought in: one event, since a mail may name many. */
  Common.extend({ kind: z.literal('participants'), participants: z.array(Joining) }),
  Common.extend({ kind: z.literal('linked'), links: z.array(Link) }),
  /** A technician's reply, as this message; it waits to be sent. */
  Common.extend({ kind: z.literal('replied'), message: z.string(), to: z.array(z.string()) }),
  /** That reply was taken back before it was sent. */
  Common.extend({ kind: z.literal('reply-undone'), message: z.string() }),
  /** A technician's note, as this message. */
  Common.extend({ kind: z.literal('noted'), message: z.string() }),
  /** Somebody's link was opened, on a day for the first time. */
  Common.extend({ kind: z.literal('guest-opened'), address: z.string() }),
  /** From then on no link is taken that was sent before. */
  Common.extend({ kind: z.literal('guest-links-withdrawn') }),
  /** A mail of ours did not arrive. */
  Common.extend({
    kind: z.literal('delivery'),
    notificationId: z.string(),
    address: z.string(),
    status: z.enum(['bounced', 'failed', 'held']),
    /** Why it is held. */
    reason: Remark.exactOptional(),
  }),
  /** A mail of ours that was held is sent after all; `anyway`: whatever is known of its address. */
  Common.extend({ kind: z.literal('notification-released'), notificationId: z.string(), address: z.string(), anyway: z.boolean() }),
  /** Somebody decided that a mail of ours that was held is not sent. */
  Common.extend({ kind: z.literal('notification-dropped'), notificationId: z.string(), address: z.string() }),
  /** A mail came from an address that got none: from now on it gets mail again. */
  Common.extend({ kind: z.literal('address-reached'), address: z.string() }),
]);
export type TicketEvent = z.infer<typeof TicketEvent>;

/** On what occasion a ticket changes. */
export type Occasion = Pick<TicketEvent, 'by' | 'at' | 'cause'>;

type DataOf<Event> = Event extends TicketEvent ? Omit<Event, keyof z.infer<typeof Common>> : never;

/**
 * An event, named after its cause: written again, it is refused by the store. `subject` tells apart
 * events of one kind that have one cause. Pure.
 */
export function ticketEvent(ticketId: string, occasion: Occasion, data: DataOf<TicketEvent>, subject = ''): TicketEvent {
  const { by, at, cause } = occasion;
  return { id: eventIdFor(cause, data.kind, subject), type: 'event', schemaVersion: 1, ticketId, by, at, cause, ...data };
}

const isOver = ({ status }: Ticket): boolean => status === 'resolved' || status === 'closed';

/**
 * What a change of the ticket's item is in its history (`before` null: it is new): its status, who
 * was brought in, what it was linked to. Whatever replaces a ticket creates these; a field that can
 * change one day (queue, requester, merges) needs a kind of event here. Pure.
 */
export function eventsBetween(before: Ticket | null, after: Ticket, occasion: Occasion): TicketEvent[] {
  const { ticketId, status, queueId, requester } = after;
  const known = new Set(before?.participants.map(({ address }) => address));
  const participants = after.participants.filter(({ address }) => !known.has(address)).map(({ address, role }) => ({ address, role }));
  const linked = new Set(before?.links.map((link) => link.ticketId));
  const links = after.links.filter((link) => !linked.has(link.ticketId));
  const event = (data: DataOf<TicketEvent>) => ticketEvent(ticketId, occasion, data);
  const events: TicketEvent[] = [];
  if (!before) events.push(event({ kind: 'opened', status, queueId, requester: requester.address, participants }));
  else if (before.status !== status) {
    events.push(event({ kind: isOver(before) && !isOver(after) ? 'reopened' : 'status', from: before.status, to: status }));
  }
  if (before && participants.length > 0) events.push(event({ kind: 'participants', participants }));
  if (links.length > 0) events.push(event({ kind: 'linked', links }));
  return events;
}
