import type { Ticket } from '../tickets/ticket.ts';
import { eventsBetween, type Occasion, ticketEvent } from '../tickets/ticket-event.ts';
import { remark } from '../words/remark.ts';
import type { MergePair, MergeStep } from './merge-step.ts';
import { forgotten } from './plan-merge.ts';
import { changeTime } from './plan-ticket-change.ts';
import { notNow } from './refusal.ts';

/** So long a merge can be taken back. */
export const unmergeDays = 30;

/**
 * The next write that takes a merge back, by how far it has come: the target loses the messages and
 * whom the merge brought in, and notes that it does; then the source is a ticket again, as it was,
 * with those that had been merged into it. What was written to the target meanwhile stays there.
 * Pure.
 */
export function nextUnmergeStep({ source, target, children }: MergePair, { by, now }: { by: string; now: Date }): MergeStep {
  const [from, into] = [source.ticket, target.ticket];
  const noted = into.unfinished?.kind === 'unmerge' && into.unfinished.ticketId === from.ticketId ? into.unfinished : null;
  if (from.mergedInto !== into.ticketId) {
    if (noted) return { kind: 'write', change: forgotten(target) };
    return { kind: 'done' };
  }
  const { merge } = from;
  if (!noted) {
    if (!merge) return { kind: 'refused', ...notNow('id', remark('unmerge-unknown', { number: from.number })) };
    if (now.getTime() - Date.parse(merge.at) > unmergeDays * 86_400_000) {
      return { kind: 'refused', ...notNow('id', remark('unmerge-too-late', { number: from.number, days: unmergeDays })) };
    }
    if (into.unfinished) return { kind: 'first', ticketId: into.ticketId };
    return { kind: 'write', change: released(source.ticket, target, children, { by, now }) };
  }
  const stray = children.find(({ ticket }) => ticket.mergedInto === into.ticketId);
  if (stray) {
    const back: Ticket = {
      ...stray.ticket,
      mergedInto: from.ticketId,
      merge: stray.ticket.merge && { ...stray.ticket.merge, number: from.number },
    };
    return { kind: 'write', change: { ticketId: back.ticketId, version: stray.etag, replace: back, create: [], patch: [] } };
  }
  const updatedAt = changeTime(from, new Date(noted.at));
  const kept = new Set(children.filter(({ ticket }) => ticket.mergedInto === from.ticketId).map(({ ticket }) => ticket.ticketId));
  const after: Ticket = {
    ...{ ...from, updatedAt, mergedInto: null, merge: null },
    ...(merge && { status: merge.status, resolvedAt: merge.resolvedAt, closedAt: merge.closedAt }),
    merged: from.merged.filter(({ ticketId }) => kept.has(ticketId)),
  };
  const occasion = occasionOf(noted, from.ticketId, updatedAt);
  const event = ticketEvent(from.ticketId, occasion, { kind: 'unmerged', other: { ticketId: into.ticketId, number: into.number } });
  const create = [event, ...eventsBetween(from, after, occasion)];
  return { kind: 'write', change: { ticketId: from.ticketId, version: source.etag, replace: after, create, patch: [] } };
}

/** The target without what the merge brought: messages, and people who took part by it alone. */
function released(
  from: Ticket,
  { ticket, etag }: MergePair['target'],
  children: MergePair['children'],
  { by, now }: { by: string; now: Date },
) {
  const { ticketId, requester } = ticket;
  const { number } = from;
  const updatedAt = changeTime(ticket, now);
  const at = now.toISOString();
  const gone = new Set([
    from.ticketId,
    ...children.filter((child) => child.ticket.mergedInto === ticketId).map((child) => child.ticket.ticketId),
  ]);
  const brought = new Set(from.merge?.brought);
  const after: Ticket = {
    ...{ ...ticket, updatedAt },
    merged: ticket.merged.filter((other) => !gone.has(other.ticketId)),
    participants: ticket.participants.filter(({ address }) => address === requester.address || !brought.has(address)),
    unfinished: { kind: 'unmerge', ticketId: from.ticketId, number, by, at, split: null },
  };
  const occasion = occasionOf({ by, at }, from.ticketId, updatedAt);
  const event = ticketEvent(ticketId, occasion, { kind: 'unmerged', other: { ticketId: from.ticketId, number } });
  return { ...{ ticketId, version: etag, replace: after, create: [event, ...eventsBetween(ticket, after, occasion)], patch: [] } };
}

const occasionOf = ({ by, at }: { by: string; at: string }, source: string, when: string): Occasion => ({
  by: { kind: 'technician', address: by },
  at: when,
  cause: `unmerge ${source} ${at}`,
});
