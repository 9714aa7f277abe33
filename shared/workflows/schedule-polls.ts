import type { MailboxList } from '../domain/mailboxes/mailbox.ts';
import { planPolls, withoutSubscription } from '../domain/mailboxes/plan-polls.ts';
import type { PollRef } from '../domain/queue-items.ts';
import { type LogLine, logOfSchedule } from './log-lines.ts';

export type SchedulePollsDeps = { listMailboxes(): Promise<MailboxList>; now(): Date };

/**
 * The polls that are due now, for the queue: one per mailbox, so that a slow one doesn't keep the
 * others waiting; and what the log is told of mailboxes that are not polled, since what is kept of
 * them can't be read, and of those whose new mails come by polls alone, since none is announced.
 */
export async function schedulePolls(deps: SchedulePollsDeps): Promise<{ polls: PollRef[]; log: LogLine[] }> {
  const { states, broken } = await deps.listMailboxes();
  const now = deps.now();
  return { polls: planPolls(states, now), log: logOfSchedule(broken, withoutSubscription(states, now)) };
}
