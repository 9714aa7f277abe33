import { planDrop } from '../../domain/notifications/delivery-hold.ts';
import type { Notification } from '../../domain/notifications/notification.ts';
import { changeHeld } from './change-held.ts';
import type { HeldDeps } from './held-deps.ts';

/**
 * Decides that a mail that was held is not sent; again, that changes nothing. Returns the
 * notification as it is then.
 *
 * @throws ProblemError 404 when there is none, 409 when it is not held.
 */
export async function dropNotification(deps: HeldDeps, ticketId: string, id: string, by: string): Promise<Notification> {
  const isDropped = ({ status, failure }: Notification) => status === 'undone' && failure?.code === 'dropped';
  const plan = async (notification: Notification) => planDrop({ notification, by, now: deps.now() });
  return (await changeHeld(deps, ticketId, id, isDropped, plan)).notification;
}
