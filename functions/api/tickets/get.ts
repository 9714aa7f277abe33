import { z } from 'zod';
import { wiring } from '../../../shared/wiring/wiring.ts';
import { readingInTurn } from '../../http/answer-file.ts';
import { route } from '../../http/route.ts';

/**
 * GET /api/tickets/{id}: a ticket by its id or number, with its newest messages in order, and its
 * version (ETag); one that was merged leads to that which it became part of. Answers 200, or 404.
 */
route(
  {
    name: 'api-tickets-get',
    method: 'GET',
    route: 'tickets/{id}',
    role: 'technician',
    summary: 'A ticket with its newest messages, by id or number',
    status: 200,
    schemas: async () => {
      const { ItemId } = await import('../../../shared/api/params.ts');
      const { ApiTicketWithMessages } = await import('../../../shared/api/tickets.ts');
      return { params: z.object({ id: ItemId }), answers: ApiTicketWithMessages };
    },
  },
  ({ params }) =>
    readingInTurn(async () => {
      const { readTicket } = await import('../../../shared/workflows/read-ticket.ts');
      const { item, etag } = await readTicket(await (await wiring()).browsing(), params.id);
      return { headers: { etag }, jsonBody: item };
    }),
);
