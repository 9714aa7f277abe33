import { wiring } from '../../../shared/wiring/wiring.ts';
import { route } from '../../http/route.ts';

/**
 * POST /api/mailboxes/{id}/reconcile: begins to count what lies in a mailbox against what is
 * known of it, and to fetch what is missing; while that is under way, asking again changes nothing.
 * Answers 202 with the Location of its report, 404, or 409 where the mailbox is paused.
 */
route(
  {
    name: 'api-mailboxes-reconcile',
    method: 'POST',
    route: 'mailboxes/{id}/reconcile',
    role: 'admin',
    summary: 'Counts what lies in a mailbox, and fetches what is missing',
    status: 202,
    schemas: async () => {
      const { MailboxParams } = await import('../../../shared/api/mailboxes.ts');
      const { ApiReconcile } = await import('../../../shared/api/reconcile.ts');
      return { params: MailboxParams, answers: ApiReconcile };
    },
  },
  async ({ params: { id: mailboxId } }) => {
    const { askReconcile } = await import('../../../shared/workflows/ask-reconcile.ts');
    const jsonBody = await askReconcile(await (await wiring()).reconciling(), mailboxId);
    return { status: 202, headers: { location: `/api/mailboxes/${encodeURIComponent(mailboxId)}/reconcile` }, jsonBody };
  },
);
