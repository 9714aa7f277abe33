import { z } from 'zod';
import { wiring } from '../../../shared/wiring/wiring.ts';
import { route } from '../../http/route.ts';

/**
 * DELETE /api/block-list/{id}: unblocks a sender, or removes an entry that can't be read. Answers
 * 200, or 404.
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
  async ({ params }) => {
    const { unblockSender } = await import('../../../shared/workflows/unblock-sender.ts');
    await unblockSender(await wiring().blocked(), params.id);
    return { jsonBody: { id: params.id } };
  },
);
