import type { ReplayRefusal } from '../domain/ingest/plan-replay.ts';
import type { MailRef } from '../domain/queue-items.ts';
import { ProblemError } from './problem.ts';

/**
 * The queue item of a plan to look at a mail again.
 *
 * @throws ProblemError 409 when that was refused, with the reason.
 */
export function notRefused(plan: MailRef | ReplayRefusal): MailRef {
  if (!('refused' in plan)) return plan;
  if (plan.refused === 'in-ticket') throw new ProblemError(409, `mailId: this mail is in ticket ${plan.number} already`);
  throw new ProblemError(409, 'mailId: its raw mail is not kept here, so it can only be replayed');
}
