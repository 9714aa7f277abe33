import { ProblemError } from '../../api/problem.ts';
import { mayHaveLink } from '../../domain/guest/guest-url.ts';
import { newLinkEveryMs, planNewLink } from '../../domain/guest/plan-new-link.ts';
import { type Notification, refOf } from '../../domain/notifications/notification.ts';
import type { TicketChange } from '../../domain/notifications/ticket-change.ts';
import { type NotificationRef, notificationRef } from '../../domain/queue-items.ts';
import type { Committed } from '../ticket-versions.ts';
import { type OpenLinkDeps, openLink } from './open-link.ts';

/** What mailing a new link reads and writes. */
export type NewLinkDeps = OpenLinkDeps & {
  owed(ref: NotificationRef): Promise<{ notification: Notification } | null>;
  commit(change: TicketChange): Promise<Committed>;
  enqueue(ref: NotificationRef, afterMs: number): Promise<void>;
};

/**
 * Mails a new link to whom an ended one was mailed to: to that address alone, so that whoever has
 * found a link gets nothing by it; once an hour. A token that opens nothing, one of a link that was
 * withdrawn, and one too many do nothing, and nobody learns which it was.
 */
export async function mailNewLink(deps: NewLinkDeps, token: string | null): Promise<void> {
  const opened = await openLink(deps, token, { ended: true }).catch((error: unknown) => {
    if (error instanceof ProblemError) return null;
    throw error;
  });
  if (!opened || !mayHaveLink(opened.guest)) return;
  const { ticket, guest } = opened;
  const { ticketId } = ticket;
  const now = deps.now();
  const { row, before } = planNewLink(ticket, guest, ticket.language, now);
  const last = await deps.owed(notificationRef({ ticketId, notificationId: before }));
  if (last && now.getTime() - Date.parse(last.notification.createdAt) < newLinkEveryMs) return;
  // a conflict says that it is owed already
  if ((await deps.commit({ ticketId, version: null, replace: null, create: [row], patch: [] })) === 'conflict') return;
  await deps.enqueue(refOf(row), 0);
}
