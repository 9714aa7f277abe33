import { wiring } from '../../../shared/wiring/wiring.ts';
import { route } from '../../http/route.ts';

/**
 * GET /api/mailboxes/{id}/archive-import: how far the import has come. Answers 200, or 404.
 */
route(
  {
    name: 'api-mailboxes-archive-get',
    method: 'GET',
    route: 'mailboxes/{id}/archive-import',
    role: 'admin',
    summary: 'How far the import of older mail has come',
    status: 200,
    schemas: async () => {
      const { ApiArchiveImport } = await import('../../../shared/api/archive-import.ts');
      const { MailboxParams } = await import('../../../shared/api/mailboxes.ts');
      return { params: MailboxParams, answers: ApiArchiveImport };
    },
  },
  async ({ params: { id } }) => {
    const { toApiArchive } = await import('../../../shared/api/archive-import.ts');
    const { readArchiveImport } = await import('../../../shared/workflows/steer-archive-import.ts');
    return { jsonBody: toApiArchive(await readArchiveImport(await (await wiring()).archive(), id)) };
  },
);
