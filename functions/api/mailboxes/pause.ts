import { mailboxDeps } from '../../http/mailbox-deps.ts';
import { route } from '../../http/route.ts';

/**
 * POST /api/mailboxes/{id}/pause: nothing of it is taken in until it is resumed. Answers 200, 404,
 * 409.
 */
route(
  {
    name: 'api-mailboxes-pause',
    method: 'POST',
    route: 'mailboxes/{id}/pause',
    role: 'admin',
    summary: 'Takes nothing in from a mailbox until it is resumed',
    status: 200,
    schemas: async () => {
      const { ApiMailbox, MailboxParams } = await import('../../../shared/api/mailboxes.ts');
      return { params: MailboxParams, answers: ApiMailbox };
    },
  },
  async ({ params, principal }) => {
    const { pauseMailbox } = await import('../../../shared/workflows/mailboxes/pause-mailbox.ts');
    const { item, etag } = await pauseMailbox(await mailboxDeps(), params.id, principal.name || principal.id);
    return { headers: { etag }, jsonBody: item };
  },
);
