import type { FanOutFacts } from '../domain/notifications/fan-out-facts.ts';
import { type Notification, refOf } from '../domain/notifications/notification.ts';
import type { OwedByChange } from '../domain/notifications/notifications-of-change.ts';
import type { TicketChange } from '../domain/notifications/ticket-change.ts';
import type { NotificationRef } from '../domain/queue-items.ts';
import { mailSubjectOf } from '../domain/thread/outgoing-thread.ts';
import type { Ticket } from '../domain/tickets/ticket.ts';

/** What telling of a change reads and writes. */
export type NoticeDeps = {
  now(): Date;
  /** What is set for the tickets of a queue, and what was owed of late. */
  noticeFacts(queueId: string): Promise<FanOutFacts>;
  /** The mails of a ticket that wait. */
  waiting(ticketId: string): Promise<Notification[]>;
  /** Counts notices in memory, at once. */
  countAnswer(keys: readonly string[]): void;
  /** Keeps these counts in the store, now and then. */
  keepAnswers(keys: readonly string[]): Promise<void>;
  /** Queues a notification to be sent after so long. */
  enqueue(ref: NotificationRef, afterMs: number): Promise<void>;
};

/** A change with the notices that it owes; `written` is to be called once it is. */
export type ChangeWithNotices<Change extends TicketChange> = { change: Change; owed: OwedByChange; written(): Promise<void> };

/** The first mail of a ticket to a client sets the subject of all that follow. */
const withMailSubject = <Change extends TicketChange>(change: Change, { create }: OwedByChange): Change =>
  change.replace !== null && create.some(({ audience, quotesMail }) => audience === 'client' && quotesMail)
    ? { ...change, replace: { ...change.replace, mailSubject: mailSubjectOf(change.replace) } }
    : change;

/**
 * Adds to a change of a ticket what it owes to whom (`plan`), for the batch that writes it: one
 * request more, for the rows that wait. Once it is written, what is due is counted and queued; if
 * the process dies before that, the sweep finds it.
 */
export async function withNotices<Change extends TicketChange>(
  deps: NoticeDeps,
  change: Change,
  { queueId }: Pick<Ticket, 'queueId'>,
  plan: (facts: FanOutFacts, waiting: readonly Notification[]) => OwedByChange,
): Promise<ChangeWithNotices<Change>> {
  const [facts, waiting] = await Promise.all([deps.noticeFacts(queueId), deps.waiting(change.ticketId)]);
  const owed = plan(facts, waiting);
  return {
    change: { ...withMailSubject(change, owed), create: [...change.create, ...owed.create], patch: [...change.patch, ...owed.patch] },
    owed,
    async written() {
      deps.countAnswer(owed.counts);
      for (const row of owed.create) {
        const afterMs = Math.max(0, Date.parse(row.dueAt) - deps.now().getTime());
        if (row.status === 'waiting') await deps.enqueue(refOf(row), afterMs);
      }
      await deps.keepAnswers(owed.counts);
    },
  };
}
