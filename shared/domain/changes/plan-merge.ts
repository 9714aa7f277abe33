import { maxParticipants } from '../tickets/max-participants.ts';
import { type MergedTicket, maxMerged, type Participant, type Ticket } from '../tickets/ticket.ts';
import { eventsBetween, isOver, type Occasion, ticketEvent } from '../tickets/ticket-event.ts';
import { withStatus } from '../tickets/with-status.ts';
import { remark } from '../words/remark.ts';
import type { MergePair, MergeStep } from './merge-step.ts';
import { changeTime } from './plan-ticket-change.ts';
import { notNow, type Refusal } from './refusal.ts';

/** What a technician asks for. `force`: also into a ticket of another client. */
export type WantedMerge = { by: string; force: boolean; now: Date };

/**
 * The next write of a merge, by how far it has come. Two tickets have no transaction together, so
 * the target first notes what begins; then the source becomes a redirect; then the target has its
 * messages and its people. Each holds only at the version that was read, so of two merges that
 * would lead in a circle one finds the other's note. `children`: the tickets that were merged into
 * the source. Pure.
 */
export function nextMergeStep({ source, target, children }: MergePair, wanted: WantedMerge): MergeStep {
  const [from, into] = [source.ticket, target.ticket];
  const noted = into.unfinished?.kind === 'merge' && into.unfinished.ticketId === from.ticketId ? into.unfinished : null;
  if (from.mergedInto === into.ticketId) {
    if (!noted && into.merged.some(({ ticketId }) => ticketId === from.ticketId)) return { kind: 'done' };
    if (into.unfinished && !noted) return { kind: 'first', ticketId: into.ticketId };
    const stray = children.find(({ ticket }) => ticket.mergedInto === from.ticketId);
    return { kind: 'write', change: stray ? redirected(stray, into) : received(source.ticket, target, children, wanted) };
  }
  const refusal = reasonAgainst(from, into, noted ? { ...wanted, force: true } : wanted);
  if (!noted) {
    if (refusal) return { kind: 'refused', ...refusal };
    return into.unfinished ? { kind: 'first', ticketId: into.ticketId } : { kind: 'write', change: begun(from, target, wanted) };
  }
  if (refusal) return { kind: 'given-up', change: forgotten(target), ...refusal };
  if (from.unfinished) {
    const isOpposite = from.unfinished.kind === 'merge' && from.unfinished.ticketId === into.ticketId;
    if (!isOpposite) return { kind: 'first', ticketId: from.ticketId };
    // both were asked for at once: one of them goes on, the same wherever it is looked at
    if (from.ticketId > into.ticketId) return { kind: 'given-up', change: forgotten(target), ...circle(into) };
  }
  const { ticketId } = from;
  const at = changeTime(from, new Date(noted.at));
  const brought = broughtBy(from, into).map(({ address }) => address);
  const merge = {
    number: into.number,
    at: noted.at,
    by: noted.by,
    status: from.status,
    resolvedAt: from.resolvedAt,
    closedAt: from.closedAt,
    brought,
  };
  const after: Ticket = { ...withStatus({ ...from, updatedAt: at }, 'closed', at), mergedInto: into.ticketId, merge, unfinished: null };
  const occasion = occasionOf(noted, ticketId, at);
  const event = ticketEvent(ticketId, occasion, { kind: 'merged-into', into: { ticketId: into.ticketId, number: into.number } });
  const create = [event, ...eventsBetween(from, after, occasion)];
  return { kind: 'write', change: { ticketId, version: source.etag, replace: after, create, patch: [] } };
}

/** What is noted is given up when it can't be finished. Pure. */
export const forgotten = ({ ticket, etag }: MergePair['target']) => ({
  ...{ ticketId: ticket.ticketId, version: etag, replace: { ...ticket, unfinished: null }, create: [], patch: [] },
});

const circle = ({ number }: Ticket): Refusal => notNow('into', remark('merge-circle', { number }));

function reasonAgainst(from: Ticket, into: Ticket, { force }: WantedMerge): Refusal | null {
  if (from.ticketId === into.ticketId) return notNow('into', remark('merge-itself', { number: from.number }));
  if (into.mergedInto === from.ticketId) return circle(into);
  if (into.mergedInto !== null)
    return notNow('into', remark('merge-target-merged', { number: into.number, into: into.merge?.number ?? '' }));
  if (from.mergedInto !== null) return notNow('id', remark('merge-source-merged', { number: from.number, into: from.merge?.number ?? '' }));
  if (!force && from.client && into.client && from.client.id !== into.client.id) {
    return notNow('into', remark('merge-other-client', { from: from.client.name, into: into.client.name }));
  }
  if (into.merged.length + from.merged.length + 1 > maxMerged) return notNow('into', remark('merge-too-many', { most: maxMerged }));
  if (into.participants.length + broughtBy(from, into).length > maxParticipants) {
    return notNow('into', remark('merge-too-many-people', { most: maxParticipants }));
  }
  return null;
}

/** The note by which a repeat or the sweep finishes it. */
function begun({ ticketId, number }: Ticket, { ticket, etag }: MergePair['target'], { by, now }: WantedMerge) {
  const unfinished = { kind: 'merge' as const, ticketId, number, by, at: now.toISOString(), split: null };
  return { ...{ ticketId: ticket.ticketId, version: etag, replace: { ...ticket, unfinished }, create: [], patch: [] } };
}

/** A ticket that was merged into the source leads to the target at once. */
function redirected({ ticket, etag }: MergePair['source'], { ticketId: mergedInto, number }: Ticket) {
  const replace: Ticket = { ...ticket, mergedInto, merge: ticket.merge && { ...ticket.merge, number } };
  return { ...{ ticketId: ticket.ticketId, version: etag, replace, create: [], patch: [] } };
}

/**
 * The target with the messages and the people of the source. It is open again if the work on the
 * source was not done: nobody looks into one that is closed.
 */
function received(from: Ticket, { ticket, etag }: MergePair['target'], children: MergePair['children'], { by, now }: WantedMerge) {
  const { merge } = from;
  const updatedAt = changeTime(ticket, now);
  const others = [from, ...children.filter((child) => child.ticket.mergedInto === ticket.ticketId).map((child) => child.ticket)];
  const added: MergedTicket[] = others
    .filter((other) => !ticket.merged.some(({ ticketId }) => ticketId === other.ticketId))
    .map(({ ticketId, number, merge: record }) => ({ ticketId, number, at: record?.at ?? updatedAt }));
  const isOpenAgain = isOver(ticket) && merge !== null && !isOver(merge);
  const participants = [...ticket.participants, ...broughtBy(from, ticket)].slice(0, Math.max(maxParticipants, ticket.participants.length));
  const grown: Ticket = { ...ticket, updatedAt, participants, merged: [...ticket.merged, ...added], unfinished: null };
  const after = isOpenAgain ? withStatus(grown, 'open', updatedAt) : grown;
  const occasion = occasionOf({ by: merge?.by ?? by, at: merge?.at ?? updatedAt }, from.ticketId, updatedAt);
  const forced = from.client !== null && ticket.client !== null && from.client.id !== ticket.client.id;
  const tickets = added.map(({ ticketId, number }) => ({ ticketId, number }));
  const event = ticketEvent(ticket.ticketId, occasion, { kind: 'merged', tickets, forced });
  const { ticketId } = ticket;
  return { ...{ ticketId, version: etag, replace: after, create: [event, ...eventsBetween(ticket, after, occasion)], patch: [] } };
}

/**
 * Those of the source who do not take part in the target yet. Of the same client they do as before;
 * others are let in as newcomers: they read nothing of it until a technician adds them.
 */
function broughtBy(from: Ticket, into: Ticket): Participant[] {
  const known = new Set(into.participants.map(({ address }) => address));
  const isSameClient = from.client !== null && from.client.id === into.client?.id;
  return from.participants
    .filter(({ address }) => !known.has(address))
    .map((one): Participant => {
      if (one.role === 'technician' || one.role === 'newcomer') return one;
      return isSameClient ? { ...one, role: 'cc' } : { ...one, role: 'newcomer', notify: false };
    });
}

/** Named after the merge, which has its time from its beginning. */
const occasionOf = ({ by, at }: { by: string; at: string }, source: string, when: string): Occasion => ({
  by: { kind: 'technician', address: by },
  at: when,
  cause: `merge ${source} ${at}`,
});
