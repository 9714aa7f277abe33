import { notFound, ProblemError } from '../api/problem.ts';
import type { SplitRequest } from '../api/ticket-changes.ts';
import { planSplitBegin, reasonAgainstSplit } from '../domain/changes/plan-split.ts';
import { splitTicketIdFor } from '../domain/ids.ts';
import type { Message } from '../domain/tickets/message.ts';
import type { Ticket } from '../domain/tickets/ticket.ts';
import { findTicket } from './find-ticket.ts';
import { finishNoted, type StepDeps } from './finish-changes.ts';
import { finishSplit } from './finish-split.ts';
import { type ShownTicket, shown } from './merge-ticket.ts';
import { partitionsOf } from './newest-first.ts';
import type { HistoryDeps } from './read-history.ts';
import { problemOfRefusal, requireSeen } from './require-seen.ts';
import type { WriteDeps } from './write-plan.ts';

/** What splitting reads and writes. */
export type SplitDeps = StepDeps & HistoryDeps & Pick<WriteDeps, 'numbers'> & { prefixOf(queueId: string): Promise<string> };

const maxRaces = 10;

/**
 * Makes a ticket of one message of a ticket, for the technician `by`; what comes is the new one.
 * Asked for again, it is the same. With `ifMatch` only if the ticket is as it was seen.
 *
 * @throws ProblemError 404, 409 when it is not possible, 412.
 */
export async function splitTicket(
  deps: SplitDeps,
  idOrNumber: string,
  { messageId, subject, by, ifMatch }: SplitRequest & { by: string; ifMatch: string | null },
): Promise<ShownTicket> {
  for (let race = 0; race < maxRaces; race += 1) {
    const place = await findTicket(deps, idOrNumber);
    const message = await messageIn(deps, place.ticket, messageId);
    if (message.movedTo) return shown(deps, message.movedTo.ticketId);
    if (ifMatch !== null && race === 0) await requireSeen(deps, place, ifMatch);
    const refusal = reasonAgainstSplit(place.ticket, message);
    if (refusal) throw problemOfRefusal(refusal);
    const ticketId = splitTicketIdFor(message.ticketId, message.id);
    const { unfinished } = place.ticket;
    if (unfinished && unfinished.ticketId !== ticketId) {
      await finishNoted(deps, place.ticket.ticketId);
      continue;
    }
    if (!unfinished) {
      const prefix = await deps.prefixOf(place.ticket.queueId);
      const taken = await deps.numbers.take(prefix);
      const begin = planSplitBegin(place, message, { ticketId, number: `${prefix}-${taken}`, subject, by, now: deps.now() });
      if ((await deps.commit(begin)) === 'conflict') {
        // perhaps it was written all the same: then the number is in use
        continue;
      }
    }
    await finishSplit(deps, place.ticket.ticketId);
    return shown(deps, ticketId);
  }
  throw new ProblemError(409, 'id: others change this ticket all the time; try again');
}

/** A message of a ticket, or of one that was merged into it. */
async function messageIn({ browse }: SplitDeps, ticket: Ticket, id: string): Promise<Message> {
  const found = await Promise.all(partitionsOf(ticket).map((ticketId) => browse.message(ticketId, id)));
  const message = found.find((one) => one !== null);
  if (!message) throw notFound('messageId', `message of ${ticket.number}`, id);
  return message;
}
