import { z } from 'zod';
import { wiring } from '../../../shared/wiring/wiring.ts';
import { route } from '../../http/route.ts';

/**
 * GET /api/mailboxes/{id}/folders: the folders of a mailbox, to choose those that are read or moved
 * to. Answers 200, 404, and 409 when its server can't be asked now.
 */
route(
  {
    name: 'api-mailboxes-folders',
    method: 'GET',
    route: 'mailboxes/{id}/folders',
    role: 'admin',
    summary: 'The folders of a mailbox',
    status: 200,
    schemas: async () => {
      const { ItemId } = await import('../../../shared/api/params.ts');
      const { ApiFolders } = await import('../../../shared/api/mailbox-settings.ts');
      return { params: z.object({ id: ItemId }), answers: ApiFolders };
    },
  },
  async ({ params }) => {
    const { listFolders } = await import('../../../shared/workflows/list-folders.ts');
    const { notFound, ProblemError } = await import('../../../shared/api/problem.ts');
    const listed = await listFolders(await (await wiring()).acknowledging(), params.id);
    if (listed.kind === 'no-such-mailbox') throw notFound('id', 'mailbox', params.id);
    if (listed.kind === 'failed') throw new ProblemError(409, listed.problem);
    return { jsonBody: { items: listed.folders } };
  },
);
