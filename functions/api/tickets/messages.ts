import { z } from 'zod';
import { wiring } from '../../../shared/wiring/wiring.ts';
import { readingInTurn } from '../../http/answer-file.ts';
import { route } from '../../http/route.ts';

/**
 * GET /api/tickets/{id}/messages: a page of a ticket's messages, the newest or those before a
 * cursor. Answers 200, 400 (invalid cursor), or 404.
 */
route(
  {
    name: 'api-tickets-messages',
    method: 'GET',
    route: 'tickets/{id}/messages',
    role: 'technician',
    summary: "A page of a ticket's messages, by the ticket's id or number",
    status: 200,
    schemas: async () => {
      const { ItemId } = await import('../../../shared/api/params.ts');
      const { ApiMessagePage, MessageQuery } = await import('../../../shared/api/messages.ts');
      return { query: MessageQuery, params: z.object({ id: ItemId }), answers: ApiMessagePage };
    },
  },
  ({ params, query }) =>
    readingInTurn(async () => {
      const { readMessages } = await import('../../../shared/workflows/read-ticket.ts');
      return { jsonBody: await readMessages(await (await wiring()).browsing(), params.id, query.before) };
    }),
);
