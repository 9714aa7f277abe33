import { notFound } from '../api/problem.ts';
import type { MergeRequest } from '../api/ticket-changes.ts';
import { ticketEtag } from '../api/ticket-version.ts';
import { type ApiTicket, toApiTicket } from '../api/tickets.ts';
import { nextMergeStep } from '../domain/changes/plan-merge.ts';
import { nextUnmergeStep } from '../domain/changes/plan-unmerge.ts';
import { notNow } from '../domain/changes/refusal.ts';
import { remark } from '../domain/words/remark.ts';
import { findTicket } from './find-ticket.ts';
import { type StepDeps, takeSteps } from './finish-changes.ts';
import type { HistoryDeps } from './read-history.ts';
import { problemOfRefusal, requireSeen } from './require-seen.ts';

/** What merging reads and writes. */
export type MergeDeps = StepDeps & HistoryDeps;

/** A ticket as it is now, and its version. */
export type ShownTicket = { item: ApiTicket; etag: string };

/**
 * Merges a ticket into another, for the technician `by`; what comes is that other one. A merge that
 * is there already is done; one that was left half done is finished. With `ifMatch` only if the
 * ticket is as it was seen.
 *
 * @throws ProblemError 404, 409 when it is not possible, 412.
 */
export async function mergeTicket(
  deps: MergeDeps,
  idOrNumber: string,
  { into, force, by, ifMatch }: MergeRequest & { by: string; ifMatch: string | null },
): Promise<ShownTicket> {
  const source = await deps.browse.versioned(idOrNumber);
  if (!source) throw notFound('id', 'ticket', idOrNumber);
  if (ifMatch !== null) await requireSeen(deps, source, ifMatch);
  const target = await findTicket(deps, into, 'into');
  const ids = { source: source.ticket.ticketId, target: target.ticket.ticketId };
  const asked = { by, force, now: deps.now() };
  const refusal = await takeSteps(deps, ids, (pair) => nextMergeStep(pair, asked));
  if (refusal) throw problemOfRefusal(refusal);
  return shown(deps, ids.target);
}

/**
 * Takes a merge back, for the technician `by`; what comes is the ticket that was merged, as it was
 * before. What was written to the other one meanwhile stays there.
 *
 * @throws ProblemError 404, 409 when it was not merged, or too long ago.
 */
export async function unmergeTicket(deps: MergeDeps, idOrNumber: string, by: string): Promise<ShownTicket> {
  const source = await deps.browse.versioned(idOrNumber);
  if (!source) throw notFound('id', 'ticket', idOrNumber);
  const { ticketId, number, mergedInto } = source.ticket;
  if (mergedInto === null) throw problemOfRefusal(notNow('id', remark('unmerge-unknown', { number })));
  const asked = { by, now: deps.now() };
  const refusal = await takeSteps(deps, { source: ticketId, target: mergedInto }, (pair) => nextUnmergeStep(pair, asked));
  if (refusal) throw problemOfRefusal(refusal);
  return shown(deps, ticketId);
}

/** A ticket as a change has left it. */
export async function shown(deps: HistoryDeps, ticketId: string): Promise<ShownTicket> {
  const { ticket, etag } = await findTicket(deps, ticketId);
  const queue = (await deps.queueNames()).get(ticket.queueId) ?? ticket.queueId;
  return { item: toApiTicket(ticket, queue), etag: ticketEtag(ticket, etag) };
}
