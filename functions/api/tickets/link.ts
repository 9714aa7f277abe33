import { z } from 'zod';
import { actingTechnician } from '../../../shared/api/acting-technician.ts';
import { wiring } from '../../../shared/wiring/wiring.ts';
import { route } from '../../http/route.ts';

/**
 * POST /api/tickets/{id}/links: links two tickets, each with the other. Answers 200 with the
 * ticket, 400, 404, or 409 when one of them has too many links.
 */
route(
  {
    name: 'api-tickets-link',
    method: 'POST',
    route: 'tickets/{id}/links',
    role: 'technician',
    summary: 'Links two tickets',
    status: 200,
    schemas: async () => {
      const { ItemId } = await import('../../../shared/api/params.ts');
      const { ApiTicket } = await import('../../../shared/api/tickets.ts');
      const { LinkRequest } = await import('../../../shared/api/ticket-changes.ts');
      return { params: z.object({ id: ItemId }), body: LinkRequest, answers: ApiTicket };
    },
  },
  async ({ params, body, principal }) => {
    const { LinkRequest } = await import('../../../shared/api/ticket-changes.ts');
    const { linkTickets } = await import('../../../shared/workflows/link-tickets.ts');
    const wanted = { ...(await body(LinkRequest)), by: actingTechnician(principal) };
    const { item, etag } = await linkTickets(await (await wiring()).changing(), params.id, wanted);
    return { headers: { etag }, jsonBody: item };
  },
);
