import { z } from 'zod';
import { ItemId } from '../../../shared/api/params.ts';
import { ProblemError } from '../../../shared/api/problem.ts';
import { ApiMessagePage, MessageQuery } from '../../../shared/api/tickets.ts';
import { wiring } from '../../../shared/wiring/wiring.ts';
import { readMessages } from '../../../shared/workflows/read-ticket.ts';
import { readingInTurn } from '../../http/answer-file.ts';
import { route } from '../../http/route.ts';

/** GET /api/tickets/{id}/messages: a page of a ticket's messages, those before a cursor or the newest. Answers 200, 400 (another cursor), or 404. */
route(
  {
    name: 'api-tickets-messages',
    method: 'GET',
    route: 'tickets/{id}/messages',
    role: 'technician',
    summary: "A page of a ticket's messages, by the ticket's id or number",
    query: MessageQuery,
    params: z.object({ id: ItemId }),
    status: 200,
    answers: ApiMessagePage,
  },
  ({ params, query }) =>
    readingInTurn(async () => {
      const page = await readMessages(await wiring().browsing(), params.id, query.before);
      if (!page) throw new ProblemError(404, `id: there is no ticket "${params.id}"`);
      return { jsonBody: page };
    }),
);
