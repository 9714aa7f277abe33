import type { MailboxList } from '../domain/mailboxes/mailbox.ts';
import { type PollPace, type PollTimes, planPolls, withoutSubscription } from '../domain/mailboxes/plan-polls.ts';
import type { PollRef } from '../domain/queue-items.ts';
import { type LogLine, logOfSchedule } from './log-lines.ts';

export type SchedulePollsDeps = {
  listMailboxes(): Promise<MailboxList>;
  /** When each mailbox was given to a poll, and the version of that. */
  readPollTimes(): Promise<{ asked: PollTimes; version: string | null }>;
  /** Keeps the times, if they are still of this version; false: another process was faster. */
  writePollTimes(asked: PollTimes, version: string | null): Promise<boolean>;
  pace: PollPace;
  now(): Date;
};

/**
 * The polls that are due now, for the queue, and what the log is told of mailboxes that are not
 * polled, since what is kept of them can't be read, and of those whose new mails come by polls
 * alone, since none is announced. Two timers at the same time make the polls once; should the
 * process die before they are in the queue, these mailboxes are due again an interval later.
 */
export async function schedulePolls(deps: SchedulePollsDeps): Promise<{ polls: PollRef[]; log: LogLine[] }> {
  const [{ states, broken }, { asked, version }] = await Promise.all([deps.listMailboxes(), deps.readPollTimes()]);
  const now = deps.now();
  const log = logOfSchedule(broken, withoutSubscription(states, now));
  const plan = planPolls(states, asked, deps.pace, now);
  if (plan.polls.length === 0) return { polls: [], log };
  const isFirst = await deps.writePollTimes(plan.asked, version);
  return { polls: isFirst ? plan.polls : [], log };
}
