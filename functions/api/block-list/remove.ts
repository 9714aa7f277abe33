import { z } from 'zod';
import { settingRowOf } from '../../../shared/api/settings/setting-apis.ts';
import { route } from '../../http/route.ts';
import { settingDeps } from '../../http/setting-deps.ts';

/**
 * DELETE /api/block-list/{id}: unblocks a sender, or removes an entry that can't be read; with
 * If-Match only as it was read. Answers 200, 404, or 412.
 */
route(
  {
    name: 'api-block-list-remove',
    method: 'DELETE',
    route: 'block-list/{id}',
    role: 'admin',
    summary: 'Unblocks a sender',
    status: 200,
    schemas: async () => {
      const { BlockId } = await import('../../../shared/api/block-list.ts');
      return { params: z.object({ id: BlockId }), answers: z.object({ id: z.string() }) };
    },
  },
  async ({ params: { id }, ifMatch, principal }) => {
    const { removeSetting } = await import('../../../shared/workflows/settings/remove-setting.ts');
    const wanted = { id, ifMatch: ifMatch ?? '*', by: principal.name || principal.id };
    await removeSetting(await settingDeps(), await settingRowOf('block-list'), wanted);
    return { jsonBody: { id } };
  },
);
