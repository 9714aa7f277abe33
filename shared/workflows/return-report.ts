import { parseDeliveryReport } from '../domain/notifications/delivery-report.ts';
import { parseEngagement } from '../domain/notifications/engagement.ts';
import { ReturnedReport, returnedReport } from '../domain/queue-items.ts';
import { retryWaitMs, triedForMs } from '../domain/trace/retry-wait.ts';

export type ReturnDeps = {
  now(): Date;
  /** Puts a report back into its queue, to be delivered after so long. */
  enqueueReport(report: ReturnedReport, afterMs: number): Promise<void>;
};

/**
 * Puts a delivery report back that could not be written as often as the queue tries, since it is
 * nowhere else: for a week from its first failure. Returns when it comes again; or null when it is
 * dropped, being too old or no report.
 *
 * @throws whatever the queue throws: it still has the report then.
 */
export async function returnReport(deps: ReturnDeps, item: unknown): Promise<string | null> {
  const now = deps.now();
  const before = ReturnedReport.safeParse(item).data;
  const firstFailedAt = before?.firstFailedAt ?? now.toISOString();
  if (!isReport(item) || now.getTime() - Date.parse(firstFailedAt) > triedForMs) return null;
  const rounds = (before?.rounds ?? 0) + 1;
  const waitMs = retryWaitMs(rounds);
  await deps.enqueueReport(returnedReport({ returned: before ? before.returned : item, firstFailedAt, rounds }), waitMs);
  return new Date(now.getTime() + waitMs).toISOString();
}

function isReport(item: unknown): boolean {
  try {
    return parseEngagement(item) !== null || !('otherEvent' in parseDeliveryReport(item));
  } catch {
    return false;
  }
}
