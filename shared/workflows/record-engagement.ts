import { type Engagement, planEngagement } from '../domain/notifications/engagement.ts';
import type { DeliveryDeps, DeliveryResult } from './record-delivery.ts';

/** Reports on one mail that come at the same time. */
const maxRaces = 10;

/**
 * Notes on a notification that its mail was opened; doing it again changes nothing. A report on
 * nothing of ours is an answer.
 *
 * @throws Error when others change the notification time and again: the queue tries again.
 */
export async function recordEngagement(
  deps: Pick<DeliveryDeps, 'owed' | 'sentBy' | 'commit'>,
  report: Engagement,
): Promise<DeliveryResult> {
  const ref = await deps.sentBy(report.operationId);
  for (let race = 0; race < maxRaces; race += 1) {
    const owed = ref && (await deps.owed(ref));
    if (!owed) return { status: 'opened', result: 'on no notification that is known' };
    const change = planEngagement(report, owed.notification, ref);
    if (!change) return { status: 'opened', result: `${ref.notificationId} known-already` };
    if ((await deps.commit(change)) !== 'conflict') return { status: 'opened', result: `${ref.notificationId} opened` };
  }
  throw new Error(`That mail ${report.operationId} was opened could not be noted: others change its notification`);
}
