import { z } from 'zod';
import { EventCommon } from './event-common.ts';
import { Participant, type Ticket, TicketPriority } from './ticket.ts';

/** Kinds of events that say which field of a ticket was changed, from what and to what. */

const Pending = { reason: z.string().nullable(), remindAt: z.iso.datetime().nullable() };
const Named = z.object({ id: z.string(), name: z.string() }).nullable();

export const fieldEvents = [
  /** What a pending ticket waits for, without a change of its status. */
  EventCommon.extend({ kind: z.literal('pending'), ...Pending }),
  EventCommon.extend({ kind: z.literal('priority'), from: TicketPriority, to: TicketPriority }),
  EventCommon.extend({ kind: z.literal('queue'), from: z.string(), to: z.string() }),
  EventCommon.extend({ kind: z.literal('assignee'), from: z.string().nullable(), to: z.string().nullable() }),
  EventCommon.extend({ kind: z.literal('client'), from: Named, to: Named }),
  EventCommon.extend({ kind: z.literal('requester'), from: z.string(), to: z.string() }),
  EventCommon.extend({ kind: z.literal('subject'), from: z.string(), to: z.string() }),
  EventCommon.extend({ kind: z.literal('tags'), added: z.array(z.string()), removed: z.array(z.string()) }),
  EventCommon.extend({ kind: z.literal('participants-removed'), participants: z.array(z.string()) }),
  /** Who takes part as before and is written to from now on, or no more. */
  EventCommon.extend({
    kind: z.literal('participants-notified'),
    participants: z.array(Participant.pick({ address: true, notify: true })),
  }),
] as const;

type FieldEvent = z.infer<(typeof fieldEvents)[number]>;
type DataOf<Event> = Event extends FieldEvent ? Omit<Event, keyof z.infer<typeof EventCommon>> : never;

/** Which fields one change of a ticket has changed; its status and its links apart. Pure. */
export function fieldsBetween(before: Ticket, after: Ticket): DataOf<FieldEvent>[] {
  const data: DataOf<FieldEvent>[] = [];
  const isPending = after.status === 'pending' && before.status === 'pending';
  if (isPending && (before.pendingReason !== after.pendingReason || before.remindAt !== after.remindAt)) {
    data.push({ kind: 'pending', reason: after.pendingReason, remindAt: after.remindAt });
  }
  if (before.priority !== after.priority) data.push({ kind: 'priority', from: before.priority, to: after.priority });
  if (before.queueId !== after.queueId) data.push({ kind: 'queue', from: before.queueId, to: after.queueId });
  if (before.assignee !== after.assignee) data.push({ kind: 'assignee', from: before.assignee, to: after.assignee });
  if (before.client?.id !== after.client?.id) data.push({ kind: 'client', from: before.client, to: after.client });
  if (before.requester.address !== after.requester.address) {
    data.push({ kind: 'requester', from: before.requester.address, to: after.requester.address });
  }
  if (before.subject !== after.subject) data.push({ kind: 'subject', from: before.subject, to: after.subject });
  const added = after.tags.filter((tag) => !before.tags.includes(tag));
  const removed = before.tags.filter((tag) => !after.tags.includes(tag));
  if (added.length + removed.length > 0) data.push({ kind: 'tags', added, removed });
  return [...data, ...participantsBetween(before, after)];
}

function participantsBetween(before: Ticket, after: Ticket): DataOf<FieldEvent>[] {
  const now = new Map(after.participants.map((participant) => [participant.address, participant]));
  const gone = before.participants.filter(({ address }) => !now.has(address)).map(({ address }) => address);
  const notified = before.participants.flatMap(({ address, notify }) => {
    const participant = now.get(address);
    return participant && participant.notify !== notify ? [{ address, notify: participant.notify }] : [];
  });
  return [
    ...(gone.length > 0 ? [{ kind: 'participants-removed' as const, participants: gone }] : []),
    ...(notified.length > 0 ? [{ kind: 'participants-notified' as const, participants: notified }] : []),
  ];
}
