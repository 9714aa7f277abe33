import { wiring } from '../../../shared/wiring/wiring.ts';
import { route } from '../../http/route.ts';

/**
 * GET /api/mailboxes/{id}/app-access: the commands by which an Exchange administrator lets
 * the app itself into this mailbox and no other. Answers 200, 404, or 409 when the app itself does
 * not read it.
 */
route(
  {
    name: 'api-mailboxes-app-access-get',
    method: 'GET',
    route: 'mailboxes/{id}/app-access',
    role: 'admin',
    summary: 'The Exchange commands that let the app itself into this mailbox alone',
    status: 200,
    schemas: async () => {
      const [{ MailboxParams }, { AppAccess }] = await Promise.all([
        import('../../../shared/api/mailboxes.ts'),
        import('../../../shared/api/app-access.ts'),
      ]);
      return { params: MailboxParams, answers: AppAccess };
    },
  },
  async ({ params }) => {
    const { tellAppAccess } = await import('../../../shared/workflows/tell-app-access.ts');
    return { jsonBody: await tellAppAccess(await (await wiring()).appAccess(), params.id) };
  },
);
