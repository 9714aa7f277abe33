import { fromContinuation, toContinuation } from '../api/continuation.ts';
import { type TicketPage, type TicketQuery, toApiTicket } from '../api/tickets.ts';
import type { Position } from '../domain/tickets/position.ts';
import type { Ticket } from '../domain/tickets/ticket.ts';
import type { TicketFilter } from '../domain/tickets/ticket-filter.ts';

/** What listing tickets reads. */
export type ListTicketsDeps = {
  browse: { tickets(filter: TicketFilter): Promise<{ items: Ticket[]; next: Position | null }> };
  /** A queue by its name or id. */
  queueIdOf(named: string): Promise<string>;
  queueNameOf(queueId: string): Promise<string>;
};

/**
 * A page of tickets, the latest changed first.
 *
 * @throws ProblemError 400 when the continuation is none of ours.
 */
export async function listTickets({ browse, queueIdOf, queueNameOf }: ListTicketsDeps, query: TicketQuery): Promise<TicketPage> {
  const after = fromContinuation(query.continuation);
  const queueId = query.queue === undefined ? null : await queueIdOf(query.queue);
  const { items, next } = await browse.tickets({ ...query, alert: query.alert === 'true', queueId, after });
  const shown = await Promise.all(items.map(async (ticket) => toApiTicket(ticket, await queueNameOf(ticket.queueId))));
  return { items: shown, next: next && toContinuation(next) };
}
