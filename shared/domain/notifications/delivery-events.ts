import { type Occasion, type TicketEvent, ticketEvent } from '../tickets/ticket-event.ts';
import { sendingOf } from './delivery-hold.ts';
import type { Notification, NotificationChange } from './notification.ts';

/**
 * What a new status of a notification is in its ticket's history: an event when it says that our
 * mail did not arrive, and did not say so before. Pure.
 */
export function eventsOfDelivery(before: Notification, status: Notification['status'], occasion: Occasion): TicketEvent[] {
  if (status === before.status || (status !== 'bounced' && status !== 'failed')) return [];
  const { id, ticketId, to } = before;
  return [ticketEvent(ticketId, occasion, { kind: 'delivery', notificationId: id, address: to.address, status }, id)];
}

/** The same for a try to send it: its channel refused it, or was out for too long. Pure. */
export const eventsOfSending = (before: Notification, { status }: NotificationChange, now: Date): TicketEvent[] =>
  eventsOfDelivery(before, status, {
    by: { kind: 'channel' },
    at: now.toISOString(),
    cause: sendingOf({ id: before.id, released: before.released }),
  });
