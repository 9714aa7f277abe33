import { z } from 'zod';
import { wiring } from '../../../shared/wiring/wiring.ts';
import { route } from '../../http/route.ts';

/** GET /api/block-list: the blocked senders, the latest hit first. Answers 200. */
route(
  {
    name: 'api-block-list-list',
    method: 'GET',
    route: 'block-list',
    role: 'technician',
    summary: 'Blocked senders, the latest hit first',
    status: 200,
    schemas: async () => {
      const { BlockedSender } = await import('../../../shared/domain/settings/blocked-sender.ts');
      return { answers: z.object({ items: z.array(BlockedSender.extend({ id: z.string() })) }) };
    },
  },
  async () => ({ jsonBody: { items: await (await wiring().blocked()).entries() } }),
);
