import { mailboxDeps } from '../../http/mailbox-deps.ts';
import { route } from '../../http/route.ts';

/** GET /api/mailboxes: the connected mailboxes, and how each does. Answers 200, or 400. */
route(
  {
    name: 'api-mailboxes-list',
    method: 'GET',
    route: 'mailboxes',
    role: 'admin',
    summary: 'All mailboxes, by their ids, and how each does',
    status: 200,
    schemas: async () => {
      const { SettingQuery, settingPage } = await import('../../../shared/api/settings/setting-page.ts');
      const { ApiMailbox } = await import('../../../shared/api/mailboxes.ts');
      return { query: SettingQuery, answers: settingPage(ApiMailbox) };
    },
  },
  async ({ query }) => {
    const { listMailboxes } = await import('../../../shared/workflows/mailboxes/show-mailboxes.ts');
    return { jsonBody: await listMailboxes(await mailboxDeps(), query) };
  },
);
