import { z } from 'zod';
import { eventIdFor } from '../ids.ts';
import { Remark } from '../words/remark.ts';
import { EventCommon } from './event-common.ts';
import { fieldEvents, fieldsBetween } from './field-events.ts';
import { Link, Participant, type Ticket } from './ticket.ts';
import { TicketStatus } from './ticket-status.ts';

/**
 * The history of a ticket: items in its partition, each written in the batch of the change that it
 * records, and never changed. Tickets of an earlier version have none from before.
 */

/** Somebody who takes part from then on. */
const Joining = Participant.pick({ address: true, role: true });

const OtherTicket = z.object({ ticketId: z.string(), number: z.string() });

/** A new kind is one more entry. */
export const TicketEvent = z.discriminatedUnion('kind', [
  EventCommon.extend({
    kind: z.literal('opened'),
    status: TicketStatus,
    queueId: z.string(),
    requester: z.string(),
    participants: z.array(Joining),
  }),
  /** A mail came in, as this message (its item's id). */
  EventCommon.extend({ kind: z.literal('joined'), message: z.string(), newcomer: z.boolean() }),
  /** It was resolved or closed, and is so no more. */
  EventCommon.extend({ kind: z.literal('reopened'), from: TicketStatus, to: TicketStatus }),
  /** Any other change of its status. */
  EventCommon.extend({
    kind: z.literal('status'),
    from: TicketStatus,
    to: TicketStatus,
    /** What it waits for, where it is pending from then on, and when to look again. */
    reason: z.string().nullable().default(null),
    remindAt: z.iso.datetime().nullable().default(null),
  }),
  /** All whom one change brought in: one event, since a mail may name many. */
  EventCommon.extend({ kind: z.literal('participants'), participants: z.array(Joining) }),
  EventCommon.extend({ kind: z.literal('linked'), links: z.array(Link) }),
  EventCommon.extend({ kind: z.literal('unlinked'), links: z.array(Link) }),
  /** It is part of that ticket from then on: what comes for this one goes there. */
  EventCommon.extend({ kind: z.literal('merged-into'), into: OtherTicket }),
  /** Those are part of this ticket from then on; `forced`: though they are of another client. */
  EventCommon.extend({ kind: z.literal('merged'), tickets: z.array(OtherTicket), forced: z.boolean() }),
  /** A merge was taken back: in both of its tickets. */
  EventCommon.extend({ kind: z.literal('unmerged'), other: OtherTicket }),
  /** A message became a ticket of its own: in the one that it was in. */
  EventCommon.extend({ kind: z.literal('split'), message: z.string(), into: OtherTicket }),
  /** A technician's reply, as this message; it waits to be sent. */
  EventCommon.extend({ kind: z.literal('replied'), message: z.string(), to: z.array(z.string()) }),
  /** A technician's mail to somebody outside the conversation, as this message. */
  EventCommon.extend({ kind: z.literal('mailed'), message: z.string(), to: z.array(z.string()) }),
  /** That reply, or other mail, was taken back before it was sent. */
  EventCommon.extend({ kind: z.literal('reply-undone'), message: z.string() }),
  /** A technician's note, as this message. */
  EventCommon.extend({ kind: z.literal('noted'), message: z.string() }),
  /** Somebody's link was opened, on a day for the first time. */
  EventCommon.extend({ kind: z.literal('guest-opened'), address: z.string() }),
  /** From then on no link is taken that was sent before. */
  EventCommon.extend({ kind: z.literal('guest-links-withdrawn') }),
  /** A mail of ours did not arrive. */
  EventCommon.extend({
    kind: z.literal('delivery'),
    notificationId: z.string(),
    address: z.string(),
    status: z.enum(['bounced', 'failed', 'held']),
    /** Why it is held. */
    reason: Remark.exactOptional(),
  }),
  /** A mail of ours that was held is sent after all; `anyway`: whatever is known of its address. */
  EventCommon.extend({ kind: z.literal('notification-released'), notificationId: z.string(), address: z.string(), anyway: z.boolean() }),
  /** Somebody decided that a mail of ours that was held is not sent. */
  EventCommon.extend({ kind: z.literal('notification-dropped'), notificationId: z.string(), address: z.string() }),
  /** A mail came from an address that got none: from now on it gets mail again. */
  EventCommon.extend({ kind: z.literal('address-reached'), address: z.string() }),
  ...fieldEvents,
]);
export type TicketEvent = z.infer<typeof TicketEvent>;

/** On what occasion a ticket changes. */
export type Occasion = Pick<TicketEvent, 'by' | 'at' | 'cause'>;

type DataOf<Event> = Event extends TicketEvent ? Omit<Event, keyof z.infer<typeof EventCommon>> : never;

/**
 * An event, named after its cause: written again, it is refused by the store. `subject` tells apart
 * events of one kind that have one cause. Pure.
 */
export function ticketEvent(ticketId: string, occasion: Occasion, data: DataOf<TicketEvent>, subject = ''): TicketEvent {
  const { by, at, cause } = occasion;
  return { id: eventIdFor(cause, data.kind, subject), type: 'event', schemaVersion: 1, ticketId, by, at, cause, ...data };
}

/** Whether the work on a ticket is done. Pure. */
export const isOver = ({ status }: Pick<Ticket, 'status'>): boolean => status === 'resolved' || status === 'closed';

/**
 * What a change of the ticket's item is in its history (`before` null: it is new): its status, who
 * was brought in, what it was linked to, and each field that was changed. Whatever replaces a
 * ticket creates these; a merge and a split add what they are. Pure.
 */
export function eventsBetween(before: Ticket | null, after: Ticket, occasion: Occasion): TicketEvent[] {
  const { ticketId } = after;
  const known = new Set(before?.participants.map(({ address }) => address));
  const participants = after.participants.filter(({ address }) => !known.has(address)).map(({ address, role }) => ({ address, role }));
  const links = linksWithout(after, before);
  const unlinked = before ? linksWithout(before, after) : [];
  const event = (data: DataOf<TicketEvent>) => ticketEvent(ticketId, occasion, data);
  const events: TicketEvent[] = [];
  if (!before) {
    const { status, queueId, requester } = after;
    events.push(event({ kind: 'opened', status, queueId, requester: requester.address, participants }));
  } else {
    if (before.status !== after.status) events.push(event(statusBetween(before, after)));
    if (participants.length > 0) events.push(event({ kind: 'participants', participants }));
    events.push(...fieldsBetween(before, after).map(event));
  }
  if (links.length > 0) events.push(event({ kind: 'linked', links }));
  if (unlinked.length > 0) events.push(event({ kind: 'unlinked', links: unlinked }));
  return events;
}

function statusBetween(before: Ticket, { status, pendingReason: reason, remindAt }: Ticket): DataOf<TicketEvent> {
  const change = { from: before.status, to: status };
  return isOver(before) && !isOver({ status }) ? { kind: 'reopened', ...change } : { kind: 'status', ...change, reason, remindAt };
}

/** The links that the one has and the other (null: nothing) has not. */
const linksWithout = ({ links }: Ticket, other: Ticket | null): Link[] => {
  const others = new Set(other?.links.map((link) => link.ticketId));
  return links.filter((link) => !others.has(link.ticketId));
};
