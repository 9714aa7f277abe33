import { wiring } from '../../../shared/wiring/wiring.ts';
import { route } from '../../http/route.ts';

/**
 * POST /api/notifications/release: has all mails sent that are held and match the filter, some at a
 * time. Answers 200 with how many, why others stay, and whether there are more; 400, or 404 for a
 * ticket that is not there.
 */
route(
  {
    name: 'api-notifications-release-held',
    method: 'POST',
    route: 'notifications/release',
    role: 'technician',
    summary: 'Sends the mails that are held and match',
    status: 200,
    schemas: async () => {
      const { HeldAnswer, ReleaseHeldInput } = await import('../../../shared/api/notifications.ts');
      return { body: ReleaseHeldInput, answers: HeldAnswer };
    },
  },
  async ({ principal, body }) => {
    const { ReleaseHeldInput } = await import('../../../shared/api/notifications.ts');
    const { changeAllHeld } = await import('../../../shared/workflows/notifications/change-all-held.ts');
    const { releaseNotification } = await import('../../../shared/workflows/notifications/release-notification.ts');
    const [asked, deps] = [await body(ReleaseHeldInput), await (await wiring()).holding()];
    const release = { by: principal.address ?? principal.id, anyway: asked.anyway };
    return { jsonBody: await changeAllHeld(deps, asked, ({ ticketId, id }) => releaseNotification(deps, ticketId, id, release)) };
  },
);
