import { isOutgoing, type OutgoingMessage, planRelease } from '../domain/conversation/plan-release.ts';
import type { Notification } from '../domain/notifications/notification.ts';
import { notificationsOfRelease } from '../domain/notifications/notifications-of-release.ts';
import type { TicketChange } from '../domain/notifications/ticket-change.ts';
import { type NotificationRef, notificationRef } from '../domain/queue-items.ts';
import type { Message } from '../domain/tickets/message.ts';
import type { Ticket } from '../domain/tickets/ticket.ts';
import type { Committed } from './ticket-versions.ts';
import { type NoticeDeps, withNotices } from './with-notices.ts';

/** A notification with all that its mail is written from; `etag`: the version of its ticket. */
export type Owed = { notification: Notification; ticket: Ticket; etag: string; message: Message | null };

/** What releasing reads and writes. */
export type ReleaseDeps = {
  now(): Date;
  owed(ref: NotificationRef): Promise<Owed | null>;
  commit(change: TicketChange): Promise<Committed>;
  enqueue(ref: NotificationRef, afterMs: number): Promise<void>;
  notices: NoticeDeps;
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
    const { change, written } = await plannedRelease(deps, owed, owed.message);
    const answer = await deps.commit(change);
    if (answer !== 'conflict') {
      await written();
      const message: Message = { ...owed.message, outbox: { ...outbox, state: 'released' } };
      return { ...owed, notification: patched(owed.notification, change), ticket: change.replace, etag: answer.etag ?? '', message };
    }
    owed = await deps.owed(ref);
  }
  throw new Error(`Message ${read.message?.id} could not be released: others write to its ticket; the queue delivers it again`);
}

/**
 * The release with what is told because of the status that comes with it: looked for only where
 * that is or was the end of the ticket, since it costs a request.
 */
async function plannedRelease(deps: ReleaseDeps, { ticket: before, etag }: Owed, message: OutgoingMessage) {
  const change = planRelease(before, etag, message, deps.now());
  const after = change.replace;
  if (![before, after].some(({ status }) => status === 'resolved' || status === 'closed')) return { change, written: async () => {} };
  return withNotices(deps.notices, change, after, (facts, waiting) => notificationsOfRelease(message, { before, after }, facts, waiting));
}

/** A row as a change of its ticket leaves it. */
const patched = (row: Notification, { patch }: TicketChange): Notification =>
  Object.assign({ ...row }, ...patch.map((item) => ('notificationId' in item && item.notificationId === row.id ? item.set : {})));
