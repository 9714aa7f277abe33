import { z } from 'zod';
import { actingTechnician } from '../../../shared/api/acting-technician.ts';
import { wiring } from '../../../shared/wiring/wiring.ts';
import { route } from '../../http/route.ts';

/**
 * POST /api/tickets/{id}/merge: makes a ticket part of another one, which is answered; its number,
 * its mails and what comes for it lead there. Nobody is written to. Answers 200 (also when it was
 * done before), 400, 404, 409 when it is not possible, or 412.
 */
route(
  {
    name: 'api-tickets-merge',
    method: 'POST',
    route: 'tickets/{id}/merge',
    role: 'technician',
    summary: 'Merges a ticket into another',
    status: 200,
    schemas: async () => {
      const { ItemId } = await import('../../../shared/api/params.ts');
      const { ApiTicket } = await import('../../../shared/api/tickets.ts');
      const { MergeRequest } = await import('../../../shared/api/ticket-changes.ts');
      return { params: z.object({ id: ItemId }), body: MergeRequest, answers: ApiTicket };
    },
  },
  async ({ params, body, principal, ifMatch }) => {
    const { MergeRequest } = await import('../../../shared/api/ticket-changes.ts');
    const { mergeTicket } = await import('../../../shared/workflows/merge-ticket.ts');
    const wanted = { ...(await body(MergeRequest)), by: actingTechnician(principal), ifMatch };
    const { item, etag } = await mergeTicket(await (await wiring()).changing(), params.id, wanted);
    return { headers: { etag }, jsonBody: item };
  },
);
