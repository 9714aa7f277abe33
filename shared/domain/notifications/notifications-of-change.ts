import type { NotificationEvent } from '../settings/notification-settings.ts';
import { lowerAddress } from '../text/lower-address.ts';
import type { Ticket } from '../tickets/ticket.ts';
import type { FanOutFacts } from './fan-out-facts.ts';
import { earlierThan, isNotYetDue, withAlso } from './joined-notices.ts';
import type { Notification } from './notification.ts';
import { type LeftOut, planFanOut } from './plan-fan-out.ts';
import { type NotificationPatch, stillWaits } from './ticket-change.ts';

/** A change of a ticket by a technician. */
export type ChangeOfTicket = {
  before: Ticket;
  after: Ticket;
  /** Who made it, by their address. */
  by: string;
  /** Of the request or the message that made it: done again, it owes the same. */
  cause: string;
  /** Who is told of the new status otherwise: who gets the reply that it came with. */
  told?: readonly string[];
  /** When it is sent; without it, when a technician can no longer take it back. */
  dueAt?: Date;
};

/** What belongs into the batch of a change: rows, and what changes in those that wait. */
export type OwedByChange = {
  create: Notification[];
  patch: NotificationPatch[];
  leftOut: LeftOut[];
  /** Under which keys the rows are counted once they are written. */
  counts: string[];
};

/**
 * Who is told of a technician's change of a ticket: of a solution, a closure (not of what was
 * resolved before), an assignment. What still waits is taken back if the change undoes it, and
 * joined if it goes to the same person: several changes within the undo time make one mail.
 * `waiting` are the ticket's rows that wait. Pure.
 */
export function notificationsOfChange(change: ChangeOfTicket, facts: FanOutFacts, waiting: readonly Notification[]): OwedByChange {
  const { before, after, by, cause, told = [] } = change;
  const inTime = waiting.filter((row) => isNotYetDue(row, facts.now));
  const takenBack = inTime.filter((row) => isUndoneBy(row, before, after));
  const events = eventsOf(before, after, takenBack);
  const dueAt = change.dueAt ?? new Date(facts.now.getTime() + facts.policy.undoSeconds * 1000);
  const teamData = { from: before.assignee };
  const { owed, leftOut, counts } = planFanOut(
    { id: cause, at: facts.now, events, by, known: [by, ...told], messageItemId: null, mailId: null, dueAt, teamData },
    after,
    facts,
  );
  const patch = takenBack.map(takeBack);
  const create: Notification[] = [];
  const stands = inTime.filter((row) => !takenBack.includes(row));
  for (const row of owed) {
    const earlier = earlierThan(row, stands);
    if (earlier) patch.push({ notificationId: earlier.id, set: { data: withAlso(earlier, row) }, onlyIf: stillWaits });
    else create.push(row);
  }
  return { create, patch, leftOut, counts };
}

/** A row that waits and is not to be sent any more. Pure. */
export const takeBack = ({ id }: Notification): NotificationPatch => ({
  notificationId: id,
  set: { status: 'undone' },
  onlyIf: stillWaits,
});

/** What was to be told, and is so no more. */
function isUndoneBy(row: Notification, before: Ticket, after: Ticket): boolean {
  switch (row.kind) {
    case 'ticket-resolved':
      // closed after that, it is still true, and is the one mail that is told
      return before.status !== after.status && after.status !== 'closed';
    case 'ticket-closed':
      return before.status !== after.status;
    case 'ticket-assigned':
      return before.assignee !== after.assignee && lowerAddress(row.to.address) !== lowerAddress(after.assignee ?? '');
    default:
      return false;
  }
}

function eventsOf(before: Ticket, after: Ticket, takenBack: readonly Notification[]): NotificationEvent[] {
  const events: NotificationEvent[] = [];
  // given to somebody and back again, it was theirs all the time
  const wasTheirs = takenBack.some(({ kind, data }) => kind === 'ticket-assigned' && data.from === after.assignee);
  if (after.assignee !== null && before.assignee !== after.assignee && !wasTheirs) events.push('ticket-assigned');
  if (before.status === after.status) return events;
  if (after.status === 'resolved') events.push('ticket-resolved');
  if (after.status === 'closed' && before.status !== 'resolved') events.push('ticket-closed');
  return events;
}
