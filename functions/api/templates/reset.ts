import { z } from 'zod';
import { ItemId } from '../../../shared/api/params.ts';
import { settingRowOf } from '../../../shared/api/settings/setting-apis.ts';
import { route } from '../../http/route.ts';
import { settingDeps } from '../../http/setting-deps.ts';

/**
 * DELETE /api/templates/{id}: what comes with the program counts again. Answers 204, 404 for no
 * such template, 412 and 428 without the version that it has now.
 */
route(
  {
    name: 'api-templates-reset',
    method: 'DELETE',
    route: 'templates/{id}',
    role: 'admin',
    summary: 'Removes the template that was read (If-Match): what comes with the program counts again',
    status: 204,
    schemas: () => ({ params: z.object({ id: ItemId }), answers: null }),
  },
  async ({ params: { id }, ifMatch, principal }) => {
    const { removeSetting } = await import('../../../shared/workflows/settings/remove-setting.ts');
    const row = await settingRowOf('templates');
    await removeSetting(await settingDeps(), row, { id, ifMatch, by: principal.name || principal.id });
    return { status: 204 };
  },
);
