import { z } from 'zod';
import { settingRowOf } from '../../../shared/api/settings/setting-apis.ts';
import { route } from '../../http/route.ts';
import { settingDeps } from '../../http/setting-deps.ts';

/**
 * POST /api/block-list: blocks an address, a domain, or a pattern with `*`; every process knows it
 * within half a minute. Answers 201, or 400.
 */
route(
  {
    name: 'api-block-list-add',
    method: 'POST',
    route: 'block-list',
    role: 'admin',
    summary: 'Blocks a sender',
    status: 201,
    schemas: async () => {
      const { AddedBlock } = await import('../../../shared/api/block-list.ts');
      return { body: (await settingRowOf('block-list')).input, answers: AddedBlock };
    },
  },
  async ({ body, principal }) => {
    const { blockSender } = await import('../../../shared/workflows/block-sender.ts');
    const row = await settingRowOf('block-list');
    const id = await blockSender(await settingDeps(), row, await body(z.unknown()), principal.name || principal.id);
    return { status: 201, headers: { location: `/api/block-list/${encodeURIComponent(id)}` }, jsonBody: { id } };
  },
);
