import { z } from 'zod';
import { wiring } from '../../../shared/wiring/wiring.ts';
import { route } from '../../http/route.ts';

/**
 * GET /api/mailboxes/{mailboxId}/reconcile: how far the newest count of a mailbox has come or what
 * it came to, and the reports of those before. Answers 200, or 404.
 */
route(
  {
    name: 'api-mailboxes-reconcile-report',
    method: 'GET',
    route: 'mailboxes/{mailboxId}/reconcile',
    role: 'admin',
    summary: 'The newest count of a mailbox, and those before',
    status: 200,
    schemas: async () => {
      const { ItemId } = await import('../../../shared/api/params.ts');
      const { ApiReconcile } = await import('../../../shared/api/reconcile.ts');
      return { params: z.object({ mailboxId: ItemId }), answers: ApiReconcile };
    },
  },
  async ({ params: { mailboxId } }) => {
    const { readReconcile } = await import('../../../shared/workflows/read-reconcile.ts');
    return { jsonBody: await readReconcile(await wiring().reconciling(), mailboxId) };
  },
);
