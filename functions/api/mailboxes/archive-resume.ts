import { wiring } from '../../../shared/wiring/wiring.ts';
import { route } from '../../http/route.ts';

/**
 * POST /api/mailboxes/{id}/archive-import/resume: goes on with it where it stands. Answers 200,
 * 404, 409.
 */
route(
  {
    name: 'api-mailboxes-archive-resume',
    method: 'POST',
    route: 'mailboxes/{id}/archive-import/resume',
    role: 'admin',
    summary: 'Goes on with an import that was stopped or has failed',
    status: 200,
    schemas: async () => {
      const { ApiArchiveImport } = await import('../../../shared/api/archive-import.ts');
      const { MailboxParams } = await import('../../../shared/api/mailboxes.ts');
      return { params: MailboxParams, answers: ApiArchiveImport };
    },
  },
  async ({ params: { id } }) => {
    const { toApiArchive } = await import('../../../shared/api/archive-import.ts');
    const { resumeArchiveImport } = await import('../../../shared/workflows/steer-archive-import.ts');
    return { jsonBody: toApiArchive(await resumeArchiveImport(await (await wiring()).archive(), id)) };
  },
);
