import { z } from 'zod';
import { wiring } from '../../../shared/wiring/wiring.ts';
import { route } from '../../http/route.ts';

/**
 * POST /api/notifications/{ticket}/{id}/release: has a mail sent that is held, as it was; again,
 * that changes nothing. Answers 200 once it is queued, 404, or 409 if it is not held, or its
 * address still gets no mail and "anyway" is not asked for.
 */
route(
  {
    name: 'api-notifications-release',
    method: 'POST',
    route: 'notifications/{ticket}/{id}/release',
    role: 'technician',
    summary: 'Sends a mail that is held',
    status: 200,
    schemas: async () => {
      const { ItemId } = await import('../../../shared/api/params.ts');
      const { ApiNotification, ReleaseInput } = await import('../../../shared/api/notifications.ts');
      return { params: z.object({ ticket: ItemId, id: ItemId }), body: ReleaseInput, answers: ApiNotification };
    },
  },
  async ({ params, principal, bodyIfAny }) => {
    const { ReleaseInput, toApiNotification } = await import('../../../shared/api/notifications.ts');
    const { releaseNotification } = await import('../../../shared/workflows/notifications/release-notification.ts');
    const { ticketIdOf } = await import('../../../shared/workflows/notifications/ticket-id-of.ts');
    const [{ anyway }, deps] = [await bodyIfAny(ReleaseInput), await (await wiring()).holding()];
    const ticketId = (await ticketIdOf(deps, params.ticket)) ?? params.ticket;
    const by = principal.address ?? principal.id;
    return { jsonBody: toApiNotification(await releaseNotification(deps, ticketId, params.id, { by, anyway })) };
  },
);
