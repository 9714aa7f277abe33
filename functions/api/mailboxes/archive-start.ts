import { wiring } from '../../../shared/wiring/wiring.ts';
import { route } from '../../http/route.ts';

/**
 * POST /api/mailboxes/{id}/archive-import: begins to import older mail of a mailbox as closed
 * tickets. Answers 202 with its Location, 400, 404, 409 while one runs, 422.
 */
route(
  {
    name: 'api-mailboxes-archive-start',
    method: 'POST',
    route: 'mailboxes/{id}/archive-import',
    role: 'admin',
    summary: 'Imports older mail as closed tickets, without telling anybody',
    status: 202,
    schemas: async () => {
      const { ApiArchiveImport, WantedArchive } = await import('../../../shared/api/archive-import.ts');
      const { MailboxParams } = await import('../../../shared/api/mailboxes.ts');
      return { params: MailboxParams, body: WantedArchive, answers: ApiArchiveImport };
    },
  },
  async ({ params: { id }, body, principal }) => {
    const { toApiArchive, WantedArchive } = await import('../../../shared/api/archive-import.ts');
    const { startArchiveImport } = await import('../../../shared/workflows/steer-archive-import.ts');
    const { since } = await body(WantedArchive);
    const begun = await startArchiveImport(await (await wiring()).archive(), id, since, principal.name || principal.id);
    return { status: 202, headers: { location: `/api/mailboxes/${id}/archive-import` }, jsonBody: toApiArchive(begun) };
  },
);
