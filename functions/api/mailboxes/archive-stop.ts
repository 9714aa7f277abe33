import { wiring } from '../../../shared/wiring/wiring.ts';
import { route } from '../../http/route.ts';

/**
 * POST /api/mailboxes/{id}/archive-import/stop: stops the import where it is. Answers 200,
 * 404, 409.
 */
route(
  {
    name: 'api-mailboxes-archive-stop',
    method: 'POST',
    route: 'mailboxes/{id}/archive-import/stop',
    role: 'admin',
    summary: 'Stops the import of older mail where it is',
    status: 200,
    schemas: async () => {
      const { ApiArchiveImport } = await import('../../../shared/api/archive-import.ts');
      const { MailboxParams } = await import('../../../shared/api/mailboxes.ts');
      return { params: MailboxParams, answers: ApiArchiveImport };
    },
  },
  async ({ params: { id } }) => {
    const { toApiArchive } = await import('../../../shared/api/archive-import.ts');
    const { stopArchiveImport } = await import('../../../shared/workflows/steer-archive-import.ts');
    return { jsonBody: toApiArchive(await stopArchiveImport(await (await wiring()).archive(), id)) };
  },
);
