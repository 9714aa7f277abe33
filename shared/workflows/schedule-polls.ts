import type { MailboxState } from '../domain/mailbox.ts';
import { planPolls } from '../domain/plan-polls.ts';
import type { PollRef } from '../domain/queue-items.ts';

export type SchedulePollsDeps = { listMailboxes(): Promise<MailboxState[]>; now(): Date };

/** The polls that are due now, for the queue: one per mailbox, so that a slow one doesn't keep the others waiting. */
export async function schedulePolls(deps: SchedulePollsDeps): Promise<PollRef[]> {
  return planPolls(await deps.listMailboxes(), deps.now());
}
