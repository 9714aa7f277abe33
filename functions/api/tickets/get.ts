import { z } from 'zod';
import { ItemId } from '../../../shared/api/params.ts';
import { ProblemError } from '../../../shared/api/problem.ts';
import { ApiTicketWithMessages } from '../../../shared/api/tickets.ts';
import { wiring } from '../../../shared/wiring/wiring.ts';
import { readTicket } from '../../../shared/workflows/read-ticket.ts';
import { readingInTurn } from '../../http/answer-file.ts';
import { route } from '../../http/route.ts';

/** GET /api/tickets/{id}: a ticket by its id or number, with its newest messages, oldest of them first. Answers 200, or 404. */
route(
  {
    name: 'api-tickets-get',
    method: 'GET',
    route: 'tickets/{id}',
    role: 'technician',
    summary: 'A ticket with its newest messages, by id or number',
    query: z.object({}),
    params: z.object({ id: ItemId }),
    status: 200,
    answers: ApiTicketWithMessages,
  },
  ({ params }) =>
    readingInTurn(async () => {
      const ticket = await readTicket(await wiring().browsing(), params.id);
      if (!ticket) throw new ProblemError(404, `id: there is no ticket "${params.id}"`);
      return { jsonBody: ticket };
    }),
);
