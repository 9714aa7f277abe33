import { ProblemError } from '../api/problem.ts';
import type { LinkRequest } from '../api/ticket-changes.ts';
import type { Versioned } from '../domain/changes/merge-step.ts';
import { planLink, planUnlink } from '../domain/changes/plan-links.ts';
import type { Replacement } from '../domain/changes/plan-ticket-change.ts';
import type { Refusal } from '../domain/changes/refusal.ts';
import { findTicket } from './find-ticket.ts';
import type { StepDeps } from './finish-changes.ts';
import { type ShownTicket, shown } from './merge-ticket.ts';
import type { HistoryDeps } from './read-history.ts';
import { problemOfRefusal } from './require-seen.ts';

/** What linking reads and writes. */
export type LinkDeps = StepDeps & HistoryDeps;

/**
 * Links two tickets, each with the other. A link that is there already stays; asked for again after
 * a crash, what lacks is written.
 *
 * @throws ProblemError 404, 409 when a ticket has too many.
 */
export async function linkTickets(deps: LinkDeps, idOrNumber: string, request: LinkRequest & { by: string }): Promise<ShownTicket> {
  const { relation, by } = request;
  const [one, other] = [await findTicket(deps, idOrNumber), await findTicket(deps, request.number, 'number')];
  for (const [from, to] of [[one, other] as const, [other, one] as const]) {
    const { ticketId, number } = to.ticket;
    await write(deps, from.ticket.ticketId, (place) => planLink(place, { ticketId, number, relation }, { by, now: deps.now() }));
  }
  return shown(deps, one.ticket.ticketId);
}

/**
 * Removes the links between two tickets, whatever they say.
 *
 * @throws ProblemError 404.
 */
export async function unlinkTickets(deps: LinkDeps, idOrNumber: string, otherNumber: string, by: string): Promise<void> {
  const [one, other] = [await findTicket(deps, idOrNumber), await findTicket(deps, otherNumber, 'number')];
  for (const [from, to] of [[one, other] as const, [other, one] as const]) {
    await write(deps, from.ticket.ticketId, (place) => planUnlink(place, to.ticket.ticketId, { by, now: deps.now() }));
  }
}

const maxRaces = 10;

async function write(deps: LinkDeps, ticketId: string, plan: (place: Versioned) => Replacement | Refusal | null): Promise<void> {
  for (let race = 0; race < maxRaces; race += 1) {
    const change = plan(await findTicket(deps, ticketId));
    if (!change) return;
    if ('refused' in change) throw problemOfRefusal(change);
    if ((await deps.commit(change)) !== 'conflict') return;
  }
  throw new ProblemError(409, 'id: others change this ticket all the time; try again');
}
