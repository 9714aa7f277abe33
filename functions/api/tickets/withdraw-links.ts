import { z } from 'zod';
import { wiring } from '../../../shared/wiring/wiring.ts';
import { route } from '../../http/route.ts';

/**
 * DELETE /api/tickets/{id}/guest-links: no link to the ticket is taken any more that was mailed so
 * far. Answers 204, or 404.
 */
route(
  {
    name: 'api-tickets-withdraw-links',
    method: 'DELETE',
    route: 'tickets/{id}/guest-links',
    role: 'technician',
    summary: 'Withdraws the links of a ticket that were mailed to clients so far',
    status: 204,
    schemas: async () => {
      const { ItemId } = await import('../../../shared/api/params.ts');
      return { params: z.object({ id: ItemId }), answers: null };
    },
  },
  async ({ params, principal }) => {
    const { withdrawLinks } = await import('../../../shared/workflows/guest/withdraw-links.ts');
    await withdrawLinks(await (await wiring()).guests(), params.id, principal.address ?? (principal.name || principal.id));
    return { status: 204 };
  },
);
