import type { Deliverability } from '../contacts/deliverability.ts';
import { type TicketEvent, ticketEvent } from '../tickets/ticket-event.ts';
import { type Remark, remark } from '../words/remark.ts';
import { eventsOfSending } from './delivery-events.ts';
import type { Notification } from './notification.ts';
import { sendingIdOf } from './sending-id.ts';
import { notificationChange, stillWaits, type TicketChange } from './ticket-change.ts';

/**
 * Whether a notification may go to its address: `send`; `probe`, when the time of a hold is over
 * and it would be the one mail by which that is tried; `hold`, and why.
 */
export type HoldVerdict = { kind: 'send' } | { kind: 'probe' } | { kind: 'hold'; reason: Remark };

/** An address that took mail when it was looked at so shortly before is not looked at again. */
const seenForMs = 120_000;

/** Whether an address has to be looked at before a notification is sent to it. Pure. */
export const mustLookAt = ({ addressSeenAt, released }: Notification, now: Date): boolean =>
  !released?.anyway && !(addressSeenAt !== undefined && now.getTime() - Date.parse(addressSeenAt) <= seenForMs);

/**
 * Whether mail goes to an address now, whoever wrote it: a person's reply to a dead address is lost
 * as well, and one to somebody who complained harms what others send. Pure.
 */
export function holdOf(known: Deliverability | null, now: Date): HoldVerdict {
  if (known === null) return { kind: 'send' };
  const { state, reason, at, until } = known;
  if (until !== null && Date.parse(until) <= now.getTime()) return { kind: 'probe' };
  const [why, since, end] = [reason, at.slice(0, 10), `${(until ?? '').slice(0, 16).replace('T', ' ')} UTC`];
  switch (state) {
    case 'undeliverable':
      return { kind: 'hold', reason: remark('not-sent-undeliverable', { since, why }) };
    case 'complained':
      return { kind: 'hold', reason: remark('not-sent-complained', { since, why }) };
    case 'suppressed':
      return { kind: 'hold', reason: remark('not-sent-suppressed', { why, until: end }) };
    case 'failing':
      return { kind: 'hold', reason: remark('not-sent-failing', { why, until: end }) };
  }
}

/** A notification is held back before it is sent, and the history of its ticket says so. Pure. */
export function planHold(notification: Notification, reason: Remark, now: Date): TicketChange {
  const { id, ticketId } = notification;
  const set = { status: 'held' as const, failure: reason, stateAt: now.toISOString() };
  return notificationChange({ ticketId, notificationId: id }, set, stillWaits, eventsOfSending(notification, set, now));
}

/** Whether somebody may have it sent, or drop it. Pure. */
export const canRelease = ({ status }: Pick<Notification, 'status'>): boolean => status === 'held';

/** Whether it is held since nobody knows whether its channel took it: a report may tell. Pure. */
export const isInDoubt = ({ status, operationId }: Pick<Notification, 'status' | 'operationId'>): boolean =>
  status === 'held' && operationId !== undefined;

type Decided = { notification: Notification; by: string; now: Date };

/**
 * Somebody has it sent as it was: the same mail with the same Message-ID. One that may have been
 * sent is sent once more. `anyway`: whatever is
 * known of the address, this once. Pure.
 */
export function planRelease({ notification, by, now }: Decided, anyway: boolean): TicketChange {
  const { id, ticketId, to } = notification;
  const at = now.toISOString();
  const times = (notification.released?.times ?? 0) + 1;
  const released = { by, at, anyway, times, isAgain: notification.released?.isAgain === true || isInDoubt(notification) };
  const event: TicketEvent = ticketEvent(
    ticketId,
    { by: { kind: 'technician', address: by }, at, cause: sendingIdOf({ id, released }) },
    { kind: 'notification-released', notificationId: id, address: to.address, anyway },
  );
  const set = { status: 'waiting' as const, failure: null, attempts: 0, dueAt: at, failingSince: at, stateAt: at, released };
  return notificationChange({ ticketId, notificationId: id }, set, { status: [notification.status], to: null }, [event]);
}

/** Somebody decides that it is not sent. Pure. */
export function planDrop({ notification, by, now }: Decided): TicketChange {
  const { id, ticketId, to } = notification;
  const at = now.toISOString();
  const event = ticketEvent(
    ticketId,
    { by: { kind: 'technician', address: by }, at, cause: sendingIdOf(notification) },
    { kind: 'notification-dropped', notificationId: id, address: to.address },
  );
  const set = { status: 'undone' as const, failure: remark('dropped', { by }), stateAt: at };
  return notificationChange({ ticketId, notificationId: id }, set, { status: [notification.status], to: null }, [event]);
}
