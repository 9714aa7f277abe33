import { z } from 'zod';
import { actingTechnician } from '../../../shared/api/acting-technician.ts';
import { wiring } from '../../../shared/wiring/wiring.ts';
import { route } from '../../http/route.ts';

/**
 * POST /api/tickets/{id}/split: makes a ticket of one mail of a client, with its files; answers to
 * that mail go there. Answers 201 with the new ticket (the same when it is asked for again), 400,
 * 404, 409 when the message can't become one, or 412.
 */
route(
  {
    name: 'api-tickets-split',
    method: 'POST',
    route: 'tickets/{id}/split',
    role: 'technician',
    summary: 'Makes a ticket of one message of a ticket',
    status: 201,
    schemas: async () => {
      const { ItemId } = await import('../../../shared/api/params.ts');
      const { ApiTicket } = await import('../../../shared/api/tickets.ts');
      const { SplitRequest } = await import('../../../shared/api/ticket-changes.ts');
      return { params: z.object({ id: ItemId }), body: SplitRequest, answers: ApiTicket };
    },
  },
  async ({ params, body, principal, ifMatch }) => {
    const { SplitRequest } = await import('../../../shared/api/ticket-changes.ts');
    const { splitTicket } = await import('../../../shared/workflows/split-ticket.ts');
    const wanted = { ...(await body(SplitRequest)), by: actingTechnician(principal), ifMatch };
    const { item, etag } = await splitTicket(await (await wiring()).changing(), params.id, wanted);
    return { status: 201, headers: { etag, location: `/api/tickets/${item.id}` }, jsonBody: item };
  },
);
