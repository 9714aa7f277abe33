import { z } from 'zod';
import { wiring } from '../../../shared/wiring/wiring.ts';
import { route } from '../../http/route.ts';

/**
 * GET /api/notifications/{ticket}/{id}: one mail that we owed, of a ticket by its id or number.
 * Answers 200, or 404.
 */
route(
  {
    name: 'api-notifications-get',
    method: 'GET',
    route: 'notifications/{ticket}/{id}',
    role: 'technician',
    summary: 'A mail that we owed, and what became of it',
    status: 200,
    schemas: async () => {
      const { ItemId } = await import('../../../shared/api/params.ts');
      const { ApiNotification } = await import('../../../shared/api/notifications.ts');
      return { params: z.object({ ticket: ItemId, id: ItemId }), answers: ApiNotification };
    },
  },
  async ({ params }) => {
    const { readNotification } = await import('../../../shared/workflows/notifications/read-notification.ts');
    return { jsonBody: await readNotification(await (await wiring()).holding(), params.ticket, params.id) };
  },
);
