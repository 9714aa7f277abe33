import { ProblemError } from '../../api/problem.ts';
import type { TicketState } from '../../domain/ingest/ingest-facts.ts';
import type { TicketChange } from '../../domain/notifications/ticket-change.ts';
import type { Ticket } from '../../domain/tickets/ticket.ts';
import { ticketEvent } from '../../domain/tickets/ticket-event.ts';
import { type FindTicketDeps, findTicket } from '../find-ticket.ts';
import { partitionsOf } from '../newest-first.ts';
import type { Committed } from '../ticket-versions.ts';

/** What withdrawing links reads and writes. */
export type WithdrawDeps = FindTicketDeps & {
  now(): Date;
  ticketState(ticketId: string, messageIdHash: string, mailId: string): Promise<TicketState | null>;
  commit(change: TicketChange): Promise<Committed>;
};

const maxRaces = 5;

/**
 * Withdraws all links to a ticket that were mailed so far; mails from now on have new ones. `by`:
 * the technician's address.
 *
 * @throws ProblemError 404 when there is no such ticket, 409 while others change it.
 */
export async function withdrawLinks(deps: WithdrawDeps, idOrNumber: string, by: string): Promise<void> {
  const { ticket } = await findTicket(deps, idOrNumber);
  // the links of what was merged into it lead here too
  for (const ticketId of partitionsOf(ticket)) await withdrawn(deps, ticketId, by);
}

async function withdrawn(deps: WithdrawDeps, ticketId: string, by: string): Promise<void> {
  for (let race = 0; race < maxRaces; race += 1) {
    const state = await deps.ticketState(ticketId, '', '');
    if (!state) return;
    const { ticket, etag } = state;
    const at = new Date(Math.max(deps.now().getTime(), Date.parse(ticket.updatedAt))).toISOString();
    const after: Ticket = { ...ticket, guestGeneration: ticket.guestGeneration + 1, updatedAt: at };
    const occasion = { by: { kind: 'technician' as const, address: by }, at, cause: `guest links ${after.guestGeneration}` };
    const event = ticketEvent(ticketId, occasion, { kind: 'guest-links-withdrawn' });
    const change: TicketChange = { ticketId, version: etag, replace: after, create: [event], patch: [] };
    if ((await deps.commit(change)) !== 'conflict') return;
  }
  throw new ProblemError(409, 'The ticket is being changed by others; try again.');
}
