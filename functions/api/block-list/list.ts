import { wiring } from '../../../shared/wiring/wiring.ts';
import { route } from '../../http/route.ts';

/**
 * GET /api/block-list: the blocked senders, the latest hit first, and the entries that can't be
 * read. Answers 200.
 */
route(
  {
    name: 'api-block-list-list',
    method: 'GET',
    route: 'block-list',
    role: 'technician',
    summary: 'Blocked senders, the latest hit first',
    status: 200,
    schemas: async () => {
      const { BlockList } = await import('../../../shared/api/block-list.ts');
      return { answers: BlockList };
    },
  },
  async () => {
    const { listBlockedSenders } = await import('../../../shared/workflows/list-blocked-senders.ts');
    return { jsonBody: await listBlockedSenders(await (await wiring()).blocked()) };
  },
);
