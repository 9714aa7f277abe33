import { wiring } from '../../../shared/wiring/wiring.ts';
import { route } from '../../http/route.ts';

/**
 * GET /api/notifications: the mails that we owed, the latest first, such as those that are held.
 * Answers 200, 400 for a wrong filter, or 404 for a ticket that is not there.
 */
route(
  {
    name: 'api-notifications-list',
    method: 'GET',
    route: 'notifications',
    role: 'technician',
    summary: 'Mails that we owed, and what became of them, the latest first',
    status: 200,
    schemas: async () => {
      const { NotificationPage, NotificationQuery } = await import('../../../shared/api/notifications.ts');
      return { query: NotificationQuery, answers: NotificationPage };
    },
  },
  async ({ query }) => {
    const { listNotifications } = await import('../../../shared/workflows/notifications/list-notifications.ts');
    return { jsonBody: await listNotifications(await (await wiring()).browsing(), query) };
  },
);
