import { mailboxDeps } from '../../http/mailbox-deps.ts';
import { route } from '../../http/route.ts';

/**
 * GET /api/mailboxes/{id}: a mailbox with its version, how it does, and what hangs on it. Answers
 * 200, 404, or 409 when it can't be read.
 */
route(
  {
    name: 'api-mailboxes-get',
    method: 'GET',
    route: 'mailboxes/{id}',
    role: 'admin',
    summary: 'A mailbox, with its version (ETag), how it does and what hangs on it',
    status: 200,
    schemas: async () => {
      const { ApiMailbox, MailboxParams } = await import('../../../shared/api/mailboxes.ts');
      return { params: MailboxParams, answers: ApiMailbox };
    },
  },
  async ({ params }) => {
    const { showMailbox } = await import('../../../shared/workflows/mailboxes/show-mailboxes.ts');
    const { item, etag } = await showMailbox(await mailboxDeps(), params.id);
    return { headers: { etag }, jsonBody: item };
  },
);
