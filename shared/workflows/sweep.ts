import { planReplay } from '../domain/ingest/plan-replay.ts';
import { type MailRef, mailRef, type NotificationRef } from '../domain/queue-items.ts';
import { type MailFailure, queuedAgain } from '../domain/trace/mail-failure.ts';
import type { MailTrace } from '../domain/trace/mail-trace.ts';

/** A mail that is due to be tried again; `failure` is what is known of it by now. */
type Due = { trace: MailTrace; failure: MailFailure; etag: string };

/** What the sweep reads and writes. */
export type SweepDeps = {
  now(): Date;
  /**
   * Notifications that wait and were due before then, oldest first, at most `max`, each as one
   * that is tried `again`.
   */
  overdue(before: Date, max: number): Promise<NotificationRef[]>;
  /** Mails that failed and are due to be tried again by now, at most `max`. */
  dueRetries(now: Date, max: number): Promise<Due[]>;
  /** Notes how a mail is tried from now on; false: it has changed since it was read. */
  claimRetry(due: Due, failure: MailFailure): Promise<boolean>;
};

/**
 * A notification is sent within seconds of being due; one that still waits after this was left by a
 * crash.
 */
const overdueAfterMs = 120_000;
const maxAtOnce = 200;

/**
 * Finds what must be queued again: notifications that a crash left waiting (perhaps one that is
 * being sent right now: sending is idempotent), and mails whose tries an outage used up. What is
 * queued is noted first, so that a backlog isn't queued anew every minute; if it is lost after
 * that, it is found again an hour later.
 */
export async function sweep(deps: SweepDeps): Promise<{ notifications: NotificationRef[]; mails: MailRef[] }> {
  const now = deps.now();
  const notifications = await deps.overdue(new Date(now.getTime() - overdueAfterMs), maxAtOnce);
  const mails: MailRef[] = [];
  for (const due of await deps.dueRetries(now, maxAtOnce)) {
    const failure = queuedAgain(due.failure, now);
    const ref = planReplay(due.trace);
    // it has made its ticket meanwhile
    if ('refused' in ref) continue;
    if (await deps.claimRetry(due, failure)) mails.push(mailRef({ ...ref, failure }));
  }
  return { notifications, mails };
}
