import { readSince } from '../domain/mailboxes/first-read.ts';
import type { MailboxState } from '../domain/mailboxes/mailbox.ts';
import { planReconcile, type Reconcile, type StoredReconcile } from '../domain/mailboxes/reconcile.ts';

export type StartReconcileDeps = {
  now(): Date;
  readMailbox(mailboxId: string): Promise<MailboxState | null>;
  traceDays(): Promise<number>;
  readReconcile(mailboxId: string): Promise<StoredReconcile | null>;
  /** Writes if what is stored has this etag (null: nothing is); null: it has not. */
  writeReconcile(reconcile: Reconcile, etag: string | null): Promise<StoredReconcile | null>;
  enqueueReconcile(mailboxId: string, afterMs?: number): Promise<void>;
};

/** Others that start the same count in the same moment. */
const maxRaces = 5;
/** A turn of a count takes no longer; one that nothing was heard of for so long may have died. */
const silentMs = 3 * 60_000;

/**
 * Begins to count what lies in a mailbox against what is known of it; where that is under way it
 * goes on, and one that stopped by a problem goes on where it stopped. Null: there is no such
 * mailbox, or it is paused.
 */
export async function startReconcile(deps: StartReconcileDeps, mailboxId: string): Promise<Reconcile | null> {
  const state = await deps.readMailbox(mailboxId);
  if (!state?.mailbox.enabled) return null;
  const bounds = { mailboxSince: readSince(state.mailbox, state.health), traceDays: await deps.traceDays() };
  for (let race = 0; race < maxRaces; race += 1) {
    const stored = await deps.readReconcile(mailboxId);
    const before = stored?.reconcile ?? null;
    const now = deps.now();
    const planned = planReconcile(mailboxId, before, bounds, now);
    const isUnderWay = planned === before;
    if (isUnderWay && now.getTime() - Date.parse(planned.updatedAt) < silentMs) return planned;
    // two turns at once do no harm: what the slower one writes is refused, and it ends
    if (isUnderWay || (await deps.writeReconcile(planned, stored?.etag ?? null))) {
      await deps.enqueueReconcile(mailboxId);
      return planned;
    }
  }
  throw new Error(`The count of mailbox ${mailboxId} was started ${maxRaces} times by others in the same moment`);
}
