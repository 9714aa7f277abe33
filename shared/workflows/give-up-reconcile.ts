import type { StartReconcileDeps } from './start-reconcile.ts';

/** Keeps that the queue has given a count up; it goes on where it stopped when it is asked for. */
export async function giveUpReconcile(
  { now, readReconcile, writeReconcile }: Pick<StartReconcileDeps, 'now' | 'readReconcile' | 'writeReconcile'>,
  mailboxId: string,
): Promise<void> {
  const stored = await readReconcile(mailboxId);
  if (!stored || stored.reconcile.endedAt !== null) return;
  const problem = { code: 'given-up', message: 'It failed on every attempt; the log of function mailbox-jobs says why' };
  await writeReconcile({ ...stored.reconcile, problem, endedAt: now().toISOString() }, stored.etag);
}
