import { wiring } from '../../../shared/wiring/wiring.ts';
import { route } from '../../http/route.ts';

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
      const { AddedBlock, WantedBlock } = await import('../../../shared/api/block-list.ts');
      return { body: WantedBlock, answers: AddedBlock };
    },
  },
  async ({ body, principal }) => {
    const { WantedBlock } = await import('../../../shared/api/block-list.ts');
    const { blockSender } = await import('../../../shared/workflows/block-sender.ts');
    const wanted = await body(WantedBlock);
    const id = await blockSender(await wiring().blocked(), wanted, principal.name || principal.id, new Date());
    return { status: 201, jsonBody: { id } };
  },
);
