import { z } from 'zod';
import { route } from '../../http/route.ts';
import { settingDeps } from '../../http/setting-deps.ts';

/**
 * PUT /api/settings/import: brings the settings of an exported document in, each item as a whole or
 * not at all; `?dryRun=true` only says what would change. Answers 200 with what became of each
 * item, 400 for what is no such document, 413.
 */
route(
  {
    name: 'api-settings-import',
    method: 'PUT',
    route: 'settings/import',
    role: 'admin',
    summary: 'Imports settings that were exported, or says what that would change; mailboxes that are new come paused, without secrets',
    status: 200,
    maxBodyCharacters: 10_000_000,
    schemas: async () => {
      const { ImportQuery, ImportReport, SettingsDocument } = await import('../../../shared/api/settings/settings-document.ts');
      return { query: ImportQuery, body: SettingsDocument, answers: ImportReport };
    },
  },
  async ({ query, body, principal }) => {
    const { importSettings } = await import('../../../shared/workflows/settings/import-settings.ts');
    const by = principal.name || principal.id;
    return { jsonBody: await importSettings(await settingDeps(), await body(z.unknown()), { dryRun: query.dryRun, by }) };
  },
);
