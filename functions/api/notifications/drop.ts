import { z } from 'zod';
import { wiring } from '../../../shared/wiring/wiring.ts';
import { route } from '../../http/route.ts';

/**
 * POST /api/notifications/{ticket}/{id}/drop: a mail that is held is not sent, for good. Answers
 * 200, 404, or 409 if it is not held.
 */
route(
  {
    name: 'api-notifications-drop',
    method: 'POST',
    route: 'notifications/{ticket}/{id}/drop',
    role: 'technician',
    summary: 'Drops a mail that is held',
    status: 200,
    schemas: async () => {
      const { ItemId } = await import('../../../shared/api/params.ts');
      const { ApiNotification } = await import('../../../shared/api/notifications.ts');
      return { params: z.object({ ticket: ItemId, id: ItemId }), answers: ApiNotification };
    },
  },
  async ({ params, principal }) => {
    const { toApiNotification } = await import('../../../shared/api/notifications.ts');
    const { dropNotification } = await import('../../../shared/workflows/notifications/drop-notification.ts');
    const { ticketIdOf } = await import('../../../shared/workflows/notifications/ticket-id-of.ts');
    const deps = await (await wiring()).holding();
    const ticketId = (await ticketIdOf(deps, params.ticket)) ?? params.ticket;
    return { jsonBody: toApiNotification(await dropNotification(deps, ticketId, params.id, principal.address ?? principal.id)) };
  },
);
