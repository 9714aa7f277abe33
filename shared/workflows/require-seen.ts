import { ProblemError } from '../api/problem.ts';
import { isCurrent } from '../api/settings/if-match.ts';
import { seenAt, ticketEtag } from '../api/ticket-version.ts';
import { toApiTicket } from '../api/tickets.ts';
import type { Versioned } from '../domain/changes/merge-step.ts';
import type { Refusal } from '../domain/changes/refusal.ts';
import { inWords } from '../domain/words/in-words.ts';
import { changesSince, type HistoryDeps } from './read-history.ts';

/**
 * Nobody changes a ticket that is another than the one they saw (`If-Match`).
 *
 * @throws ProblemError 428 without it, 412 when the ticket has changed: with what was changed, and
 * by whom.
 */
export async function requireSeen(deps: HistoryDeps, place: Versioned, ifMatch: string | null): Promise<void> {
  if (!isCurrent(ifMatch, ticketEtag(place.ticket, place.etag))) throw await changedMeanwhile(deps, place, ifMatch);
}

/** The problem that a ticket has changed since it was seen. */
export async function changedMeanwhile(deps: HistoryDeps, { ticket, etag }: Versioned, ifMatch: string | null): Promise<ProblemError> {
  const [changes, queues] = [await changesSince(deps, ticket, seenAt(ifMatch)), await deps.queueNames()];
  const item = toApiTicket(ticket, queues.get(ticket.queueId) ?? ticket.queueId);
  const who = [...new Set(changes.map(({ by }) => String(by.address ?? by.name ?? by.kind)))].slice(0, 3).join(', ');
  const detail = `if-match: the ticket has changed since it was read${who === '' ? '' : `, by ${who}`}: look at "changes" and "current", and send the new ETag with what is still wanted`;
  return new ProblemError(412, detail, { item, etag: ticketEtag(ticket, etag) }, null, changes);
}

/** The problem that a change was refused: its values are wrong (422), or it is not possible now. */
export const problemOfRefusal = ({ refused: { field, reason, kind } }: Refusal): ProblemError =>
  new ProblemError(kind === 'values' ? 422 : 409, `${field}: ${inWords(reason)}`);
