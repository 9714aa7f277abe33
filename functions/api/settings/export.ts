import { route } from '../../http/route.ts';
import { settingDeps } from '../../http/setting-deps.ts';

/**
 * GET /api/settings/export: all settings as one document, without secrets; of more than 5,000
 * contacts the first, and where the next go on. Answers 200, or 400 for a wrong continuation.
 */
route(
  {
    name: 'api-settings-export',
    method: 'GET',
    route: 'settings/export',
    role: 'admin',
    summary: 'All settings as one document, to import elsewhere',
    status: 200,
    schemas: async () => {
      const { ExportQuery, SettingsDocument } = await import('../../../shared/api/settings/settings-document.ts');
      return { query: ExportQuery, answers: SettingsDocument };
    },
  },
  async ({ query }) => {
    const { exportSettings } = await import('../../../shared/workflows/settings/export-settings.ts');
    return { jsonBody: await exportSettings(await settingDeps(), query.continuation) };
  },
);
