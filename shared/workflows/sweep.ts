import { planReplay } from '../domain/plan-replay.ts';
import type { MailRef, NotificationRef } from '../domain/queue-items.ts';
import type { MailTrace } from '../domain/ticket.ts';

/** What the sweep reads. */
export type SweepDeps = {
  now(): Date;
  /** Notifications that wait and were due before then, oldest first, at most `most`, each as one that is tried `again`. */
  overdue(before: Date, most: number): Promise<NotificationRef[]>;
  /** Mails that failed by an error that may have passed, received after and given up before, at most `most`. */
  failed(receivedAfter: Date, givenUpBefore: Date, most: number): Promise<MailTrace[]>;
};

/** A notification is sent within seconds of being written; one that still waits after this was left by a crash. */
const overdueAfterMs = 120_000;
/** A store or source that is out for longer than the queue tries comes back some time: its mails are tried again so often, for so long. */
const replayEveryMs = 15 * 60_000;
const replayForMs = 24 * 3_600_000;
const mostAtOnce = 200;

/**
 * Finds what is to be queued again: notifications that a crash left waiting (one that is being tried right now may be among them: sending is
 * idempotent), and mails that an outage made fail.
 */
export async function sweep(deps: SweepDeps): Promise<{ notifications: NotificationRef[]; mails: MailRef[] }> {
  const now = deps.now().getTime();
  const notifications = await deps.overdue(new Date(now - overdueAfterMs), mostAtOnce);
  const failed = await deps.failed(new Date(now - replayForMs), new Date(now - replayEveryMs), mostAtOnce);
  return { notifications, mails: failed.map(planReplay) };
}
