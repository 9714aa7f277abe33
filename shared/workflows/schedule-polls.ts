import type { MailboxList } from '../domain/mailboxes/mailbox.ts';
import { planPolls, withoutSubscription } from '../domain/mailboxes/plan-polls.ts';
import type { PollRef } from '../domain/queue-items.ts';

export type SchedulePollsDeps = { listMailboxes(): Promise<MailboxList>; now(): Date };

/**
 * The polls that are due now, for the queue: one per mailbox, so that a slow one doesn't keep the
 * others waiting. `broken`: mailboxes that are not polled, since what is kept of them can't be
 * read; `unsubscribed`: those whose new mails come by polls alone, since none is announced.
 */
export async function schedulePolls(
  deps: SchedulePollsDeps,
): Promise<{ polls: PollRef[]; broken: MailboxList['broken']; unsubscribed: string[] }> {
  const { states, broken } = await deps.listMailboxes();
  const now = deps.now();
  return { polls: planPolls(states, now), broken, unsubscribed: withoutSubscription(states, now) };
}
