import type { TicketPatch } from '../api/ticket-changes.ts';
import { ticketEtag } from '../api/ticket-version.ts';
import { type ApiTicket, toApiTicket } from '../api/tickets.ts';
import type { Versioned } from '../domain/changes/merge-step.ts';
import { planTicketChange, type Replacement, type WantedChange } from '../domain/changes/plan-ticket-change.ts';
import { type Refusal, wrongValue } from '../domain/changes/refusal.ts';
import type { Client } from '../domain/contacts/contact.ts';
import { createdBy, type TicketChange } from '../domain/notifications/ticket-change.ts';
import { type NotificationRef, notificationRef } from '../domain/queue-items.ts';
import { remark } from '../domain/words/remark.ts';
import { findTicket } from './find-ticket.ts';
import type { HistoryDeps } from './read-history.ts';
import { changedMeanwhile, problemOfRefusal, requireSeen } from './require-seen.ts';
import type { Committed } from './ticket-versions.ts';

/** What changing tickets reads and writes. */
export type ChangeTicketDeps = HistoryDeps & {
  now(): Date;
  /** What an admin has set that a change may name. */
  changeSettings(): Promise<{
    technicians: readonly string[];
    ownAddresses: ReadonlySet<string>;
    clientOf(id: string): Client | null;
  }>;
  commit(change: TicketChange): Promise<Committed>;
};

/** A ticket as it was changed, its version, and the notifications that are now due. */
export type ChangedTicket = { item: ApiTicket; etag: string; sends: NotificationRef[] };

/**
 * Changes fields of a ticket for the technician `by`, at the version that they have seen
 * (`ifMatch`), with an event for each. What is as it was is no change.
 *
 * @throws ProblemError 404, 428 without `ifMatch`, 412 when it has changed meanwhile, 422 for what
 * is not there.
 */
export async function changeTicket(
  deps: ChangeTicketDeps,
  idOrNumber: string,
  { patch, ifMatch, by }: { patch: TicketPatch; ifMatch: string | null; by: string },
): Promise<ChangedTicket> {
  const place = await findTicket(deps, idOrNumber);
  await requireSeen(deps, place, ifMatch);
  const [queues, settings] = [await deps.queueNames(), await deps.changeSettings()];
  const wanted = wantedBy(patch, place, queues, settings);
  if ('refused' in wanted) throw problemOfRefusal(wanted);
  const change = planTicketChange(place.ticket, place.etag, wanted, { now: deps.now(), by, ...settings });
  if (change && 'refused' in change) throw problemOfRefusal(change);
  const ticket = change?.replace ?? place.ticket;
  const etag = change ? await written(deps, change, ifMatch) : place.etag;
  const sends = change
    ? createdBy(change, 'notification').map(({ ticketId, id }) => notificationRef({ ticketId, notificationId: id }, false))
    : [];
  return { item: toApiTicket(ticket, queues.get(ticket.queueId) ?? ticket.queueId), etag: ticketEtag(ticket, etag), sends };
}

async function written(deps: ChangeTicketDeps, change: Replacement, ifMatch: string | null): Promise<string> {
  const answer = await deps.commit(change);
  if (answer !== 'conflict') return answer.etag ?? '';
  throw await changedMeanwhile(deps, await findTicket(deps, change.ticketId), ifMatch);
}

type Settings = Awaited<ReturnType<ChangeTicketDeps['changeSettings']>>;

/** The change with what its ids and addresses name; what it has already may have gone since. */
function wantedBy(
  { clientId, ...patch }: TicketPatch,
  { ticket }: Versioned,
  queues: ReadonlyMap<string, string>,
  { technicians, clientOf }: Settings,
): WantedChange | Refusal {
  const { queueId, assignee } = patch;
  if (queueId !== undefined && queueId !== ticket.queueId && !queues.has(queueId)) {
    return wrongValue('queueId', remark('change-no-queue', { value: queueId }));
  }
  if (assignee && assignee !== ticket.assignee && !technicians.includes(assignee)) {
    return wrongValue('assignee', remark('change-no-technician', { value: assignee }));
  }
  if (clientId === undefined) return patch;
  const client = clientId === null ? null : clientId === ticket.client?.id ? ticket.client : clientOf(clientId);
  if (clientId !== null && !client) return wrongValue('clientId', remark('change-no-client', { value: clientId }));
  return { ...patch, client };
}
