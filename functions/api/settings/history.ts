import { route } from '../../http/route.ts';
import { settingDeps } from '../../http/setting-deps.ts';

/**
 * GET /api/settings/history: who changed what of the settings, when, before and after; the latest
 * first. Answers 200, or 400 for a wrong filter.
 */
route(
  {
    name: 'api-settings-history',
    method: 'GET',
    route: 'settings/history',
    role: 'admin',
    summary: 'Changes of the settings, the latest first',
    status: 200,
    schemas: async () => {
      const { HistoryQuery, HistoryPage } = await import('../../../shared/api/settings/setting-history.ts');
      return { query: HistoryQuery, answers: HistoryPage };
    },
  },
  async ({ query }) => {
    const { listSettingChanges } = await import('../../../shared/workflows/settings/list-setting-changes.ts');
    return { jsonBody: await listSettingChanges(await settingDeps(), query) };
  },
);
