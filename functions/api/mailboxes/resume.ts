import { mailboxDeps } from '../../http/mailbox-deps.ts';
import { route } from '../../http/route.ts';

/**
 * POST /api/mailboxes/{id}/resume: it goes on where it was paused, at once. Answers 200, 404, 409.
 */
route(
  {
    name: 'api-mailboxes-resume',
    method: 'POST',
    route: 'mailboxes/{id}/resume',
    role: 'admin',
    summary: 'Goes on with a mailbox that was paused',
    status: 200,
    schemas: async () => {
      const { ApiMailbox, MailboxParams } = await import('../../../shared/api/mailboxes.ts');
      return { params: MailboxParams, answers: ApiMailbox };
    },
  },
  async ({ params, principal }) => {
    const { resumeMailbox } = await import('../../../shared/workflows/mailboxes/pause-mailbox.ts');
    const { item, etag } = await resumeMailbox(await mailboxDeps(), params.id, principal.name || principal.id);
    return { headers: { etag }, jsonBody: item };
  },
);
