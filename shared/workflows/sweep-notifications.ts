import type { NotificationRef } from '../domain/queue-items.ts';

/** What the sweep reads. */
export type SweepDeps = {
  now(): Date;
  /** Notifications that wait and were due before then, oldest first, at most `most`. */
  overdue(before: Date, most: number): Promise<NotificationRef[]>;
};

/** A notification is sent within seconds of being written; one that still waits after this was left by a crash. */
const overdueAfterMs = 120_000;
const mostAtOnce = 200;

/** Finds the notifications that a crash left waiting, for the queue. One that is being tried right now may be among them: sending is idempotent. */
export async function sweepNotifications(deps: SweepDeps): Promise<NotificationRef[]> {
  const refs = await deps.overdue(new Date(deps.now().getTime() - overdueAfterMs), mostAtOnce);
  return refs.map((ref) => ({ ...ref, again: true }));
}
