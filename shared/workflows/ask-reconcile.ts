import { ProblemError } from '../api/problem.ts';
import { type ApiReconcile, toApiReconcile } from '../api/reconcile.ts';
import { type StartReconcileDeps, startReconcile } from './start-reconcile.ts';

/**
 * Starts the count that an admin asks for. Throws ProblemError 404, or 409 for a paused mailbox.
 */
export async function askReconcile(deps: StartReconcileDeps, mailboxId: string): Promise<ApiReconcile> {
  const state = await deps.readMailbox(mailboxId);
  if (!state) throw new ProblemError(404, `There is no mailbox "${mailboxId}"`);
  const started = state.mailbox.enabled ? await startReconcile(deps, mailboxId) : null;
  if (!started) throw new ProblemError(409, 'The mailbox is paused: resume it, and what lies in it can be counted');
  return toApiReconcile(started);
}
