import { z } from 'zod';
import { Reconcile } from '../domain/mailboxes/reconcile.ts';

const { startedAt, endedAt, since, inMailbox, known, fetched, missing, failed, problem, reports } = Reconcile.shape;

/** A count of a mailbox, as the API shows it: the newest, under way or done, and those before. */
export const ApiReconcile = z.object({
  /** It goes on no more: it has come to its end, or `problem` says why not. */
  done: z.boolean(),
  ...{ startedAt, endedAt, since, inMailbox, known, fetched, missing, failed, problem, reports },
});
export type ApiReconcile = z.infer<typeof ApiReconcile>;

/** A count as the API shows it. Pure. */
export const toApiReconcile = (at: Reconcile): ApiReconcile => ApiReconcile.parse({ ...at, done: at.endedAt !== null });
