import { isOutgoing, planRelease } from '../domain/conversation/plan-release.ts';
import type { Notification } from '../domain/notifications/notification.ts';
import type { TicketChange } from '../domain/notifications/ticket-change.ts';
import { type NotificationRef, notificationRef } from '../domain/queue-items.ts';
import type { Message } from '../domain/tickets/message.ts';
import type { Ticket } from '../domain/tickets/ticket.ts';
import type { Committed } from './ticket-versions.ts';

/** A notification with all that its mail is written from; `etag`: the version of its ticket. */
export type Owed = { notification: Notification; ticket: Ticket; etag: string; message: Message | null };

/** What releasing reads and writes. */
export type ReleaseDeps = {
  now(): Date;
  owed(ref: NotificationRef): Promise<Owed | null>;
  commit(change: TicketChange): Promise<Committed>;
  enqueue(ref: NotificationRef, afterMs: number): Promise<void>;
};

/** So often others may write to the ticket in between; then the queue delivers again. */
const maxRaces = 5;

/**
 * Lets a message go whose time has come, unless it was taken back: whoever writes first, wins. What
 * comes back is as it is after that; `until` says that nothing is sent, and why. One that is not
 * due yet by our clock is queued for when it is. Null: it is gone.
 *
 * @throws Error when others wrote to the ticket time and again.
 */
export async function releaseMessage(deps: ReleaseDeps, ref: NotificationRef, read: Owed): Promise<Owed | { until: string } | null> {
  let owed: Owed | null = read;
  for (let race = 0; race < maxRaces; race += 1) {
    if (!owed || !isOutgoing(owed.message) || owed.message.outbox.state === 'released') return owed;
    const { outbox } = owed.message;
    if (outbox.state === 'undone') return { until: 'undone' };
    const early = Date.parse(outbox.sendsAt) - deps.now().getTime();
    if (early > 0) {
      await deps.enqueue(notificationRef(ref, ref.again), early);
      return { until: `not before ${outbox.sendsAt}` };
    }
    const change = planRelease(owed.ticket, owed.etag, owed.message, deps.now());
    const written = await deps.commit(change);
    if (written !== 'conflict') {
      const message: Message = { ...owed.message, outbox: { ...outbox, state: 'released' } };
      return { ...owed, ticket: change.replace, etag: written.etag ?? '', message };
    }
    owed = await deps.owed(ref);
  }
  throw new Error(`Message ${read.message?.id} could not be released: others write to its ticket; the queue delivers it again`);
}
