import type { MailboxList } from '../domain/mailboxes/mailbox.ts';
import { isBackingOff } from '../domain/mailboxes/plan-polls.ts';
import { lastReconcileDue } from '../domain/mailboxes/reconcile.ts';
import { type StartReconcileDeps, startReconcile } from './start-reconcile.ts';

export type ScheduleReconcilesDeps = StartReconcileDeps & {
  listMailboxes(): Promise<MailboxList>;
  /** The newest count of each mailbox that was counted. */
  listReconciles(): Promise<ReadonlyMap<string, { startedAt: string; endedAt: string | null; problem: unknown }>>;
};

/** So long after a count ended by a problem it is gone on with. */
const pauseMs = 3 * 3_600_000;

/**
 * Begins the daily count of the mailboxes that are due, each at a minute of its own, and goes on
 * with those that were left in the middle. Returns which; one that can't be read now has its turn
 * when it can.
 */
export async function scheduleReconciles(deps: ScheduleReconcilesDeps): Promise<string[]> {
  const [{ states }, counted] = await Promise.all([deps.listMailboxes(), deps.listReconciles()]);
  const now = deps.now();
  const started: string[] = [];
  for (const state of states) {
    const { mailbox, health } = state;
    if (!mailbox.enabled || health === null || isBackingOff(state, now)) continue;
    const last = counted.get(mailbox.mailboxId);
    const due = lastReconcileDue(mailbox.mailboxId, now);
    const since = last?.startedAt ?? health.connectedAt;
    const isLeft =
      last !== undefined && (last.endedAt === null || (last.problem !== null && Date.parse(last.endedAt) + pauseMs < now.getTime()));
    if (since !== undefined && new Date(since) >= due && !isLeft) continue;
    if (await startReconcile(deps, mailbox.mailboxId)) started.push(mailbox.mailboxId);
  }
  return started;
}
