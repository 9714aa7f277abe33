import { z } from 'zod';
import { ProblemError } from '../../../shared/api/problem.ts';
import { wiring } from '../../../shared/wiring/wiring.ts';
import { route } from '../../http/route.ts';

/** DELETE /api/block-list/{id}: unblocks a sender. Answers 200, or 404. */
route(
  {
    name: 'api-block-list-remove',
    method: 'DELETE',
    route: 'block-list/{id}',
    role: 'admin',
    summary: 'Unblocks a sender',
    status: 200,
    schemas: async () => {
      const { ItemId } = await import('../../../shared/api/params.ts');
      return { params: z.object({ id: ItemId }), answers: z.object({ id: z.string() }) };
    },
  },
  async ({ params }) => {
    if (!(await (await wiring().blocked()).remove(params.id))) throw new ProblemError(404, `id: there is no entry "${params.id}"`);
    return { jsonBody: { id: params.id } };
  },
);
