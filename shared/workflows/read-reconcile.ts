import { ProblemError } from '../api/problem.ts';
import { type ApiReconcile, toApiReconcile } from '../api/reconcile.ts';
import type { StartReconcileDeps } from './start-reconcile.ts';

/** The newest count of a mailbox. Throws ProblemError 404 where none was made. */
export async function readReconcile(deps: Pick<StartReconcileDeps, 'readReconcile'>, mailboxId: string): Promise<ApiReconcile> {
  const stored = await deps.readReconcile(mailboxId);
  if (!stored) throw new ProblemError(404, `Of mailbox "${mailboxId}" no count has been made`);
  return toApiReconcile(stored.reconcile);
}
