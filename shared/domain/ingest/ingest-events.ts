import { eventsOfDelivery } from '../notifications/delivery-events.ts';
import type { Notification } from '../notifications/notification.ts';
import type { Message } from '../tickets/message.ts';
import type { Ticket } from '../tickets/ticket.ts';
import { eventsBetween, type Occasion, type TicketEvent, ticketEvent } from '../tickets/ticket-event.ts';
import type { IngestFacts } from './ingest-facts.ts';
import { requesterOf, senderOf } from './people-of.ts';
import type { Placement } from './placement.ts';

/**
 * What a mail is in the history of the ticket that it opens or joins (`after`). Its events have the
 * time at which the ticket is changed; a new one is there since the mail was received. Pure.
 */
export function eventsOfMail(
  facts: IngestFacts,
  place: Extract<Placement, { kind: 'new' | 'join' }>,
  after: Ticket,
  { id, newcomer }: Pick<Message, 'id' | 'newcomer'>,
): TicketEvent[] {
  const occasion: Occasion = { by: actorOf(facts), at: after.updatedAt, cause: facts.mailId };
  if (place.kind === 'new') return eventsBetween(null, after, occasion);
  const joined = ticketEvent(after.ticketId, occasion, { kind: 'joined', message: id, newcomer });
  return [joined, ...eventsBetween(place.state.ticket, after, occasion)];
}

/** The owner of an address that got no mail has written. Pure. */
export const eventOfReach = (facts: IngestFacts, { ticketId, updatedAt }: Ticket, address: string): TicketEvent =>
  ticketEvent(ticketId, { by: actorOf(facts), at: updatedAt, cause: facts.mailId }, { kind: 'address-reached', address });

/** A report says that a notification was returned. Pure. */
export const eventsOfBounce = (facts: IngestFacts, notification: Notification): TicketEvent[] =>
  eventsOfDelivery(notification, 'bounced', { by: actorOf(facts), at: facts.now.toISOString(), cause: facts.mailId });

const actorOf = (facts: IngestFacts): Occasion['by'] =>
  facts.forwarded ? { kind: 'technician', address: senderOf(facts).address } : { kind: 'sender', address: requesterOf(facts).address };
