import { messageIdHash } from '../ids.ts';
import type { NotificationRef } from '../queue-items.ts';
import { Notification } from './notification.ts';
import { notificationChange, type TicketChange } from './ticket-change.ts';

/** The fields by which a notification is found by another Message-ID than ours. */
type Renamed = Required<Pick<Notification, 'finalMessageId' | 'messageIdHash' | 'at'>>;

/**
 * What a notification is known by once the channel gave its mail another Message-ID: a reply names
 * that one. Its hash and time are fields of the same names as a message's, so that one query finds
 * both. Pure.
 */
export const renamedTo = (messageId: string, at: string): Renamed => ({
  finalMessageId: messageId,
  messageIdHash: messageIdHash(messageId),
  at,
});

/**
 * The change that notes it, whatever became of the mail; nothing is written when the notification
 * is gone. Pure.
 */
export const renaming = (ref: Pick<NotificationRef, 'ticketId' | 'notificationId'>, messageId: string, now: Date): TicketChange =>
  notificationChange(ref, renamedTo(messageId, now.toISOString()), {
    status: Notification.shape.status.options,
    to: null,
  });
