import { type Notification, refOf } from '../domain/notifications/notification.ts';
import type { TicketChange } from '../domain/notifications/ticket-change.ts';
import type { NotificationRef } from '../domain/queue-items.ts';
import type { Committed } from './ticket-versions.ts';

/** What came of it, and the mails that are to be queued. */
export type Told = { answer: Committed; sends: NotificationRef[] };

/**
 * Writes a change with the mails by which it is told; without them when that is refused, since
 * somebody may have been told that day.
 */
export async function commitTelling(
  commit: (change: TicketChange) => Promise<Committed>,
  change: TicketChange,
  told: readonly Notification[],
): Promise<Told> {
  if (told.length > 0) {
    const answer = await commit({ ...change, create: [...change.create, ...told] });
    if (answer !== 'conflict') return { answer, sends: told.map((row) => refOf(row)) };
  }
  return { answer: await commit(change), sends: [] };
}
