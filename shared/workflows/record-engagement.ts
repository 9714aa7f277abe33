import { type Engagement, planEngagement } from '../domain/notifications/engagement.ts';
import type { Notification } from '../domain/notifications/notification.ts';
import type { TicketChange } from '../domain/notifications/ticket-change.ts';
import type { NotificationRef } from '../domain/queue-items.ts';
import type { Committed } from './ticket-versions.ts';

/** What noting reads and writes. */
export type EngagementDeps = {
  owed(ref: NotificationRef): Promise<{ notification: Notification } | null>;
  /** The notification that was sent by this operation, or null. */
  sentBy(operationId: string): Promise<NotificationRef | null>;
  commit(change: TicketChange): Promise<Committed>;
};

const status = 'opened';

/** Reports on one mail that come at the same time. */
const maxRaces = 10;

/**
 * Notes on a notification that its mail was opened; doing it again changes nothing. A report on
 * nothing of ours is an answer.
 *
 * @throws Error when others change the notification time and again: the queue tries again.
 */
export async function recordEngagement(deps: EngagementDeps, report: Engagement): Promise<{ status: 'opened'; result: string }> {
  const ref = await deps.sentBy(report.operationId);
  for (let race = 0; race < maxRaces; race += 1) {
    const owed = ref && (await deps.owed(ref));
    if (!owed) return { status, result: 'on no notification that is known' };
    const change = planEngagement(report, owed.notification, ref);
    if (!change) return { status, result: `${ref.notificationId} known-already` };
    if ((await deps.commit(change)) !== 'conflict') return { status, result: `${ref.notificationId} opened` };
  }
  throw new Error(`That mail ${report.operationId} was opened could not be noted: others change its notification`);
}
