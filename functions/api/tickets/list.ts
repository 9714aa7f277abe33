import { wiring } from '../../../shared/wiring/wiring.ts';
import { route } from '../../http/route.ts';

/**
 * GET /api/tickets: a page of tickets, the latest change first. Answers 200, or 400 for a wrong
 * filter.
 */
route(
  {
    name: 'api-tickets-list',
    method: 'GET',
    route: 'tickets',
    role: 'technician',
    summary: 'Tickets, the latest change first',
    status: 200,
    schemas: async () => {
      const { TicketPage, TicketQuery } = await import('../../../shared/api/tickets.ts');
      return { query: TicketQuery, answers: TicketPage };
    },
  },
  async ({ query }) => {
    const { listTickets } = await import('../../../shared/workflows/list-tickets.ts');
    return { jsonBody: await listTickets(await (await wiring()).browsing(), query) };
  },
);
