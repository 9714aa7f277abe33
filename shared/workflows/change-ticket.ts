import { ProblemError } from '../api/problem.ts';
import type { TicketPatch } from '../api/ticket-changes.ts';
import { ticketEtag } from '../api/ticket-version.ts';
import { type ApiTicket, toApiTicket } from '../api/tickets.ts';
import type { Versioned } from '../domain/changes/merge-step.ts';
import { planTicketChange, type Replacement, type WantedChange } from '../domain/changes/plan-ticket-change.ts';
import { type Refusal, wrongValue } from '../domain/changes/refusal.ts';
import type { Client } from '../domain/contacts/contact.ts';
import { notificationsOfChange } from '../domain/notifications/notifications-of-change.ts';
import type { TicketChange } from '../domain/notifications/ticket-change.ts';
import { remark } from '../domain/words/remark.ts';
import { findTicket } from './find-ticket.ts';
import type { HistoryDeps } from './read-history.ts';
import { changedMeanwhile, problemOfRefusal, requireSeen } from './require-seen.ts';
import type { Committed } from './ticket-versions.ts';
import { type NoticeDeps, withNotices } from './with-notices.ts';

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
  notices: NoticeDeps;
};

/** A ticket as it was changed, and its version. */
export type ChangedTicket = { item: ApiTicket; etag: string };

/**
 * Changes fields of a ticket for the technician `by`, at the version that they have seen
 * (`ifMatch`), with an event for each, and with what is told of it to whom. What is as it was is no
 * change.
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
  const etag = change ? await written(deps, change, place, { ifMatch, by }) : place.etag;
  return { item: toApiTicket(ticket, queues.get(ticket.queueId) ?? ticket.queueId), etag: ticketEtag(ticket, etag) };
}

/** So often a mail that was to be taken back may have been sent just before. */
const maxRaces = 3;

/** Writes the change with the notices that it owes, and tells the ticket's new version. */
async function written(
  deps: ChangeTicketDeps,
  change: Replacement,
  { ticket: before, etag }: Versioned,
  { ifMatch, by }: { ifMatch: string | null; by: string },
): Promise<string> {
  for (let race = 0; race < maxRaces; race += 1) {
    const told = await withNotices(deps.notices, change, change.replace, (facts, waiting) =>
      notificationsOfChange({ before, after: change.replace, by, cause: `change ${etag}` }, facts, waiting),
    );
    const answer = await deps.commit(told.change);
    if (answer !== 'conflict') {
      await told.written();
      return answer.etag ?? '';
    }
    const now = await findTicket(deps, change.ticketId);
    if (now.etag !== etag) throw await changedMeanwhile(deps, now, ifMatch);
  }
  throw new ProblemError(409, 'What is told of the ticket is being sent; try again.');
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
