import { fromContinuation, toContinuation } from '../../api/continuation.ts';
import { type NotificationPage, type NotificationQuery, toApiNotification } from '../../api/notifications.ts';
import type { ListNotificationsDeps } from './held-deps.ts';
import { ticketIdOf } from './ticket-id-of.ts';

/**
 * A page of the mails that we owed, the latest first.
 *
 * @throws ProblemError 404 when there is no such ticket, 400 when the continuation is none of ours.
 */
export async function listNotifications(deps: ListNotificationsDeps, query: NotificationQuery): Promise<NotificationPage> {
  const after = fromContinuation(query.continuation);
  const { state, kind, to, limit } = query;
  const { items, next } = await deps.browse.notifications(
    { state, kind, to, ticketId: await ticketIdOf(deps, query.ticket) },
    { limit, after },
  );
  return { items: items.map(toApiNotification), next: next && toContinuation(next) };
}
