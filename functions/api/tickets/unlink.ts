import { z } from 'zod';
import { actingTechnician } from '../../../shared/api/acting-technician.ts';
import { wiring } from '../../../shared/wiring/wiring.ts';
import { route } from '../../http/route.ts';

/**
 * DELETE /api/tickets/{id}/links/{number}: removes the links between two tickets, from both.
 * Answers 200 with the number of the other one, also when there was none, or 404.
 */
route(
  {
    name: 'api-tickets-unlink',
    method: 'DELETE',
    route: 'tickets/{id}/links/{number}',
    role: 'technician',
    summary: 'Removes the links between two tickets',
    status: 200,
    schemas: async () => {
      const { ItemId } = await import('../../../shared/api/params.ts');
      return { params: z.object({ id: ItemId, number: ItemId }), answers: z.object({ number: z.string() }) };
    },
  },
  async ({ params: { id, number }, principal }) => {
    const { unlinkTickets } = await import('../../../shared/workflows/link-tickets.ts');
    await unlinkTickets(await (await wiring()).changing(), id, number, actingTechnician(principal));
    return { jsonBody: { number } };
  },
);
