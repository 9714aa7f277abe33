import { z } from 'zod';
import { fromContinuation, toContinuation } from '../../../shared/api/continuation.ts';
import { TicketPage, TicketQuery, toApiTicket } from '../../../shared/api/tickets.ts';
import { wiring } from '../../../shared/wiring/wiring.ts';
import { route } from '../../http/route.ts';

/** GET /api/tickets: a page of tickets, the latest changed first. Answers 200, or 400 for a wrong filter. */
route(
  {
    name: 'api-tickets-list',
    method: 'GET',
    route: 'tickets',
    role: 'technician',
    summary: 'Tickets, the latest changed first',
    query: TicketQuery,
    params: z.object({}),
    status: 200,
    answers: TicketPage,
  },
  async ({ query }) => {
    const { browse, queueIdOf, queueNameOf } = await wiring().browsing();
    const after = fromContinuation(query.continuation);
    const queueId = query.queue === undefined ? null : await queueIdOf(query.queue);
    const { items, next } = await browse.tickets({ ...query, queueId, after });
    const named = await Promise.all(items.map(async (ticket) => toApiTicket(ticket, await queueNameOf(ticket.queueId))));
    return { jsonBody: { items: named, next: next && toContinuation(next) } };
  },
);
