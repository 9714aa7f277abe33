import { notFound, ProblemError } from '../api/problem.ts';
import { planAcceptance, planReplay, type ReplayRefusal } from '../domain/ingest/plan-replay.ts';
import type { MailRef } from '../domain/queue-items.ts';
import type { MailTrace } from '../domain/trace/mail-trace.ts';

/** What looking at a mail again reads. */
export type ReplayMailDeps = { browse: { mail(mailId: string): Promise<MailTrace | null> } };

const plans = { replay: planReplay, accept: planAcceptance } satisfies Record<string, (trace: MailTrace) => MailRef | ReplayRefusal>;

/**
 * The queue item by which a mail is looked at anew (`replay`), or put into a ticket whatever it is
 * (`accept`).
 *
 * @throws ProblemError 404 when there is no such mail; 409 when it is in a ticket already, or its
 * bytes are not kept.
 */
export async function replayMail({ browse }: ReplayMailDeps, mailId: string, how: keyof typeof plans): Promise<MailRef> {
  const trace = await browse.mail(mailId);
  if (!trace) throw notFound('mailId', 'mail', mailId);
  const plan = plans[how](trace);
  if (!('refused' in plan)) return plan;
  if (plan.refused === 'in-ticket') throw new ProblemError(409, `mailId: this mail is in ticket ${plan.number} already`);
  throw new ProblemError(409, 'mailId: its raw mail is not kept here, so it can only be replayed');
}
