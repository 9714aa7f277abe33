import { z } from 'zod';
import { wiring } from '../../../shared/wiring/wiring.ts';
import { route } from '../../http/route.ts';

/**
 * GET /api/tickets/{id}/history: what happened to a ticket, when and by whom, the newest first.
 * Answers 200, 400 (invalid continuation), or 404.
 */
route(
  {
    name: 'api-tickets-history',
    method: 'GET',
    route: 'tickets/{id}/history',
    role: 'technician',
    summary: "A page of a ticket's history, the newest first",
    status: 200,
    schemas: async () => {
      const { ItemId } = await import('../../../shared/api/params.ts');
      const { HistoryPage, HistoryQuery } = await import('../../../shared/api/history.ts');
      return { params: z.object({ id: ItemId }), query: HistoryQuery, answers: HistoryPage };
    },
  },
  async ({ params, query }) => {
    const { readHistory } = await import('../../../shared/workflows/read-history.ts');
    return { jsonBody: await readHistory(await (await wiring()).browsing(), params.id, query) };
  },
);
