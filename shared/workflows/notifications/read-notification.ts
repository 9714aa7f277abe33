import { type ApiNotification, toApiNotification } from '../../api/notifications.ts';
import { notFound } from '../../api/problem.ts';
import { notificationRef } from '../../domain/queue-items.ts';
import type { HeldDeps } from './held-deps.ts';
import { ticketIdOf } from './ticket-id-of.ts';

/**
 * One mail that we owed, of a ticket by its id or number.
 *
 * @throws ProblemError 404 when there is none.
 */
export async function readNotification(deps: Pick<HeldDeps, 'browse' | 'owed'>, ticket: string, id: string): Promise<ApiNotification> {
  const ticketId = (await ticketIdOf(deps, ticket)) ?? ticket;
  const owed = await deps.owed(notificationRef({ ticketId, notificationId: id }));
  if (!owed) throw notFound('id', 'notification', id);
  return toApiNotification(owed.notification);
}
