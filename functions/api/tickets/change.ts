import { z } from 'zod';
import { actingTechnician } from '../../../shared/api/acting-technician.ts';
import { wiring } from '../../../shared/wiring/wiring.ts';
import { route } from '../../http/route.ts';

/**
 * PATCH /api/tickets/{id}: changes fields of the ticket that was read (If-Match). Answers 200 with
 * the ticket and its new ETag, 400, 404, 412 with what was changed meanwhile and by whom, 422 for a
 * queue, technician or client that is not there, or 428.
 */
route(
  {
    name: 'api-tickets-change',
    method: 'PATCH',
    route: 'tickets/{id}',
    role: 'technician',
    summary: 'Changes fields of the ticket that was read (If-Match)',
    status: 200,
    schemas: async () => {
      const { ItemId } = await import('../../../shared/api/params.ts');
      const { ApiTicket } = await import('../../../shared/api/tickets.ts');
      const { TicketPatch } = await import('../../../shared/api/ticket-changes.ts');
      return { params: z.object({ id: ItemId }), body: TicketPatch, answers: ApiTicket };
    },
  },
  async ({ params, body, principal, ifMatch }) => {
    const { TicketPatch } = await import('../../../shared/api/ticket-changes.ts');
    const { changeTicket } = await import('../../../shared/workflows/change-ticket.ts');
    const wanted = { patch: await body(TicketPatch), ifMatch, by: actingTechnician(principal) };
    const { item, etag } = await changeTicket(await (await wiring()).changing(), params.id, wanted);
    return { headers: { etag }, jsonBody: item };
  },
);
