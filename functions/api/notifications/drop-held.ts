import { wiring } from '../../../shared/wiring/wiring.ts';
import { route } from '../../http/route.ts';

/**
 * POST /api/notifications/drop: no mail is sent that is held and matches the filter; some at a
 * time. Answers 200 with how many, and whether there are more; 400, or 404 for a ticket that is not
 * there.
 */
route(
  {
    name: 'api-notifications-drop-held',
    method: 'POST',
    route: 'notifications/drop',
    role: 'technician',
    summary: 'Drops the mails that are held and match',
    status: 200,
    schemas: async () => {
      const { HeldAnswer, HeldInput } = await import('../../../shared/api/notifications.ts');
      return { body: HeldInput, answers: HeldAnswer };
    },
  },
  async ({ principal, body }) => {
    const { HeldInput } = await import('../../../shared/api/notifications.ts');
    const { changeAllHeld } = await import('../../../shared/workflows/notifications/change-all-held.ts');
    const { dropNotification } = await import('../../../shared/workflows/notifications/drop-notification.ts');
    const [asked, deps] = [await body(HeldInput), await (await wiring()).holding()];
    const by = principal.address ?? principal.id;
    return { jsonBody: await changeAllHeld(deps, asked, ({ ticketId, id }) => dropNotification(deps, ticketId, id, by)) };
  },
);
