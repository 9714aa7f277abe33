import { type Occasion, type TicketEvent, ticketEvent } from '../tickets/ticket-event.ts';
import type { Remark } from '../words/remark.ts';
import type { Notification, NotificationChange } from './notification.ts';
import { sendingIdOf } from './sending-id.ts';

/**
 * What a new status of a notification is in its ticket's history: an event when it says that our
 * mail did not arrive, or is held and why, and did not say so before. Pure.
 */
export function eventsOfDelivery(
  before: Notification,
  status: Notification['status'],
  occasion: Occasion,
  reason: Remark | null = null,
): TicketEvent[] {
  if (status === before.status || (status !== 'bounced' && status !== 'failed' && status !== 'held')) return [];
  const { id, ticketId, to } = before;
  const told = { kind: 'delivery' as const, notificationId: id, address: to.address, status };
  return [ticketEvent(ticketId, occasion, status === 'held' && reason ? { ...told, reason } : told, id)];
}

/** The same for a try to send it. Pure. */
export const eventsOfSending = (
  before: Notification,
  { status, failure }: Pick<NotificationChange, 'status' | 'failure'>,
  now: Date,
): TicketEvent[] =>
  eventsOfDelivery(before, status, { by: { kind: 'channel' }, at: now.toISOString(), cause: sendingIdOf(before) }, failure);
