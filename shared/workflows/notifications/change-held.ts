import { notFound, ProblemError } from '../../api/problem.ts';
import { canRelease } from '../../domain/notifications/delivery-hold.ts';
import type { Notification } from '../../domain/notifications/notification.ts';
import type { TicketChange } from '../../domain/notifications/ticket-change.ts';
import { notificationRef } from '../../domain/queue-items.ts';
import type { HeldDeps } from './held-deps.ts';

/** Two who decide on one mail at once, and the sender: whoever is first wins. */
const maxRaces = 3;

/**
 * Changes a mail that is held as `plan` says, unless it `isDone` already; whoever was first wins.
 *
 * @throws ProblemError 404 when there is none, 409 when it is not held.
 */
export async function changeHeld(
  deps: Pick<HeldDeps, 'owed' | 'commit'>,
  ticketId: string,
  id: string,
  isDone: (notification: Notification) => boolean,
  plan: (held: Notification) => Promise<TicketChange>,
): Promise<{ notification: Notification; changed: boolean }> {
  const ref = notificationRef({ ticketId, notificationId: id });
  const read = async () => {
    const owed = await deps.owed(ref);
    if (!owed) throw notFound('id', 'notification', id);
    return owed.notification;
  };
  for (let race = 0; race < maxRaces; race += 1) {
    const notification = await read();
    if (isDone(notification)) return { notification, changed: false };
    if (!canRelease(notification)) throw new ProblemError(409, `id: notification "${id}" is not held, but ${notification.status}`);
    if ((await deps.commit(await plan(notification))) !== 'conflict') return { notification: await read(), changed: true };
  }
  throw new ProblemError(409, `id: notification "${id}" is being changed by others; try again`);
}
