import { notFound } from '../api/problem.ts';

/** What unblocking a sender writes; false when there is no such entry. */
export type UnblockSenderDeps = { remove(id: string): Promise<boolean> };

/**
 * Removes an entry of the block list, also one that can't be read.
 *
 * @throws ProblemError 404 when there is none of that id.
 */
export async function unblockSender({ remove }: UnblockSenderDeps, id: string): Promise<void> {
  if (!(await remove(id))) throw notFound('id', 'entry', id);
}
