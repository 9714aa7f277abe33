import { fromContinuation, toContinuation } from '../api/continuation.ts';
import { type ApiEvent, type HistoryPage, type HistoryQuery, toApiEvent } from '../api/history.ts';
import type { Position } from '../domain/tickets/position.ts';
import type { Ticket } from '../domain/tickets/ticket.ts';
import type { TicketEvent } from '../domain/tickets/ticket-event.ts';
import { type FindTicketDeps, findTicket } from './find-ticket.ts';
import { newestFirst, partitionsOf } from './newest-first.ts';

/** What reading a history reads. */
export type HistoryDeps = FindTicketDeps & {
  browse: { eventsBefore(ticketId: string, before: Position | null): AsyncIterable<TicketEvent> };
  /** The names of all queues by their ids. */
  queueNames(): Promise<ReadonlyMap<string, string>>;
};

/**
 * A page of a ticket's history, the newest first, with that of the tickets that were merged into
 * it.
 *
 * @throws ProblemError 404 when there is no such ticket, 400 for a wrong continuation.
 */
export async function readHistory(deps: HistoryDeps, idOrNumber: string, query: HistoryQuery): Promise<HistoryPage> {
  const { ticket } = await findTicket(deps, idOrNumber);
  const before = fromContinuation(query.continuation);
  const queues = await deps.queueNames();
  const items: ApiEvent[] = [];
  for await (const event of eventsOf(deps, ticket, before)) {
    const oldest = items.at(-1);
    if (oldest && items.length >= query.limit) return { items, next: toContinuation({ at: oldest.at, id: oldest.id }) };
    items.push(toApiEvent(event, { ticket: numberIn(ticket, event.ticketId), queues }));
  }
  return { items, next: null };
}

/** More is not told of what one missed: who was away so long reads the history. */
const maxMissed = 20;

/** What was changed in a ticket after a time (null: nothing is known of that), the newest first. */
export async function changesSince(deps: HistoryDeps, ticket: Ticket, since: string | null): Promise<ApiEvent[]> {
  if (since === null) return [];
  const queues = await deps.queueNames();
  const items: ApiEvent[] = [];
  for await (const event of deps.browse.eventsBefore(ticket.ticketId, null)) {
    if (event.at <= since || items.length >= maxMissed) break;
    items.push(toApiEvent(event, { ticket: ticket.number, queues }));
  }
  return items;
}

const eventsOf = ({ browse }: HistoryDeps, ticket: Ticket, before: Position | null) =>
  newestFirst(partitionsOf(ticket).map((ticketId) => browse.eventsBefore(ticketId, before)));

const numberIn = ({ number, merged }: Ticket, ticketId: string): string =>
  merged.find((other) => other.ticketId === ticketId)?.number ?? number;
