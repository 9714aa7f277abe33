import { wiring } from '../../../shared/wiring/wiring.ts';
import { route } from '../../http/route.ts';

/**
 * POST /api/mailboxes/{id}/app-access: checks that the app itself may read this mailbox and
 * is refused another one, which the body names. Answers 200, 404, or 409 when the app itself does
 * not read it.
 */
route(
  {
    name: 'api-mailboxes-app-access-check',
    method: 'POST',
    route: 'mailboxes/{id}/app-access',
    role: 'admin',
    summary: 'Checks that the app itself may read this mailbox, and is refused another one',
    status: 200,
    schemas: async () => {
      const [{ MailboxParams }, { AppAccessCheck, WantedAppAccessCheck }] = await Promise.all([
        import('../../../shared/api/mailboxes.ts'),
        import('../../../shared/api/app-access.ts'),
      ]);
      return { params: MailboxParams, body: WantedAppAccessCheck, answers: AppAccessCheck };
    },
  },
  async ({ params, body }) => {
    const { WantedAppAccessCheck } = await import('../../../shared/api/app-access.ts');
    const { checkAppAccess } = await import('../../../shared/workflows/check-app-access.ts');
    const { notMeant } = await body(WantedAppAccessCheck);
    return { jsonBody: await checkAppAccess(await (await wiring()).appAccess(), params.id, notMeant) };
  },
);
