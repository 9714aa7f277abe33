import type { Message } from '../tickets/message.ts';
import type { Ticket } from '../tickets/ticket.ts';
import type { FanOutFacts } from './fan-out-facts.ts';
import { earlierThan, isNotYetDue, withAlso } from './joined-notices.ts';
import type { Notification } from './notification.ts';
import { type OwedByChange, takeBack } from './notifications-of-change.ts';
import { planFanOut } from './plan-fan-out.ts';
import type { NotificationPatch } from './ticket-change.ts';

/**
 * Who is told of a technician's note: the technicians whom it names (by their addresses). A note
 * can't be taken back, so its mails are due at once. They tell what the same technician has changed
 * just before too, whose mail is not sent then. `waiting` are the ticket's rows that wait. Pure.
 */
export function notificationsOfNote(
  note: Pick<Message, 'id' | 'by'> & { mentions?: readonly string[] },
  ticket: Ticket,
  facts: FanOutFacts,
  waiting: readonly Notification[],
): OwedByChange {
  const { now } = facts;
  const { owed, leftOut, counts } = planFanOut(
    {
      ...{ id: note.id, at: now, events: ['note-mention'], by: note.by, known: note.by === null ? [] : [note.by] },
      ...{ mentions: note.mentions ?? [], messageItemId: note.id, mailId: null, dueAt: now },
    },
    ticket,
    facts,
  );
  const patch: NotificationPatch[] = [];
  const inTime = waiting.filter((row) => isNotYetDue(row, now));
  const create = owed.map((row) => {
    const earlier = earlierThan(row, inTime);
    if (!earlier) return row;
    patch.push(takeBack(earlier));
    return { ...row, data: withAlso(row, earlier) };
  });
  return { create, patch, leftOut, counts };
}
