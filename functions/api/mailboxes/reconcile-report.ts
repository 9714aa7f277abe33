import { wiring } from '../../../shared/wiring/wiring.ts';
import { route } from '../../http/route.ts';

/**
 * GET /api/mailboxes/{id}/reconcile: how far the newest count of a mailbox has come or what
 * it came to, and the reports of those before. Answers 200, or 404.
 */
route(
  {
    name: 'api-mailboxes-reconcile-report',
    method: 'GET',
    route: 'mailboxes/{id}/reconcile',
    role: 'admin',
    summary: 'The newest count of a mailbox, and those before',
    status: 200,
    schemas: async () => {
      const { MailboxParams } = await import('../../../shared/api/mailboxes.ts');
      const { ApiReconcile } = await import('../../../shared/api/reconcile.ts');
      return { params: MailboxParams, answers: ApiReconcile };
    },
  },
  async ({ params: { id: mailboxId } }) => {
    const { readReconcile } = await import('../../../shared/workflows/read-reconcile.ts');
    return { jsonBody: await readReconcile(await (await wiring()).reconciling(), mailboxId) };
  },
);
