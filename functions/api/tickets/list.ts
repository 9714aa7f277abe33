import { fromContinuation, toContinuation } from '../../../shared/api/continuation.ts';
import { wiring } from '../../../shared/wiring/wiring.ts';
import { route } from '../../http/route.ts';

/**
 * GET /api/tickets: a page of tickets, the latest changed first. Answers 200, or 400 for a wrong
 * filter.
 */
route(
  {
    name: 'api-tickets-list',
    method: 'GET',
    route: 'tickets',
    role: 'technician',
    summary: 'Tickets, the latest changed first',
    status: 200,
    schemas: async () => {
      const { TicketPage, TicketQuery } = await import('../../../shared/api/tickets.ts');
      return { query: TicketQuery, answers: TicketPage };
    },
  },
  async ({ query }) => {
    const { toApiTicket } = await import('../../../shared/api/tickets.ts');
    const { browse, queueIdOf, queueNameOf } = await wiring().browsing();
    const after = fromContinuation(query.continuation);
    const queueId = query.queue === undefined ? null : await queueIdOf(query.queue);
    const { items, next } = await browse.tickets({ ...query, queueId, after });
    const named = await Promise.all(items.map(async (ticket) => toApiTicket(ticket, await queueNameOf(ticket.queueId))));
    return { jsonBody: { items: named, next: next && toContinuation(next) } };
  },
);
