import { eventsOfSending } from '../domain/notifications/delivery-events.ts';
import { isDue, postponed } from '../domain/notifications/notification.ts';
import { notificationChange, stillWaits } from '../domain/notifications/ticket-change.ts';
import type { NotificationRef } from '../domain/queue-items.ts';
import { remark } from '../domain/words/remark.ts';
import type { SendDeps } from './send-notification.ts';

/**
 * Records that sending broke down (not: was refused) as often as the queue tries: the notification
 * waits for the sweep. Returns what went wrong with that, or null; it waits for the sweep then too,
 * since what is owed is in its own row and not in the queue.
 */
export async function recordUnsent(deps: Pick<SendDeps, 'now' | 'owed' | 'commit'>, ref: NotificationRef): Promise<string | null> {
  try {
    const owed = await deps.owed(ref);
    const now = deps.now();
    if (owed?.notification.status !== 'waiting' || !isDue(owed.notification, now)) return null;
    const change = postponed(owed.notification, remark('sending-broke-down'), null, now);
    await deps.commit(notificationChange(ref, change, stillWaits, eventsOfSending(owed.notification, change, now)));
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
