import { z } from 'zod';
import { actingTechnician } from '../../../shared/api/acting-technician.ts';
import { wiring } from '../../../shared/wiring/wiring.ts';
import { route } from '../../http/route.ts';

/**
 * POST /api/tickets/{id}/unmerge: takes the merge of this ticket back, for 30 days; it is a ticket
 * of its own again, as it was. Answers 200 with it, 404, or 409.
 */
route(
  {
    name: 'api-tickets-unmerge',
    method: 'POST',
    route: 'tickets/{id}/unmerge',
    role: 'technician',
    summary: 'Takes the merge of a ticket back, within 30 days',
    status: 200,
    schemas: async () => {
      const { ItemId } = await import('../../../shared/api/params.ts');
      const { ApiTicket } = await import('../../../shared/api/tickets.ts');
      return { params: z.object({ id: ItemId }), answers: ApiTicket };
    },
  },
  async ({ params, principal }) => {
    const { unmergeTicket } = await import('../../../shared/workflows/merge-ticket.ts');
    const { item, etag } = await unmergeTicket(await (await wiring()).changing(), params.id, actingTechnician(principal));
    return { headers: { etag }, jsonBody: item };
  },
);
