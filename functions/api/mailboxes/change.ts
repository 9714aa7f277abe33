import { z } from 'zod';
import { mailboxDeps } from '../../http/mailbox-deps.ts';
import { route } from '../../http/route.ts';

/**
 * PUT /api/mailboxes/{id}: changes the mailbox that was read (If-Match) and reads it at once.
 * Answers 200, 400 or 422 for a wrong field, 404, 409, 412, 428.
 */
route(
  {
    name: 'api-mailboxes-change',
    method: 'PUT',
    route: 'mailboxes/{id}',
    role: 'admin',
    summary: 'Changes the mailbox that was read (If-Match); a password that is left out stays',
    status: 200,
    schemas: async () => {
      const { ApiMailbox, MailboxParams, WantedMailbox } = await import('../../../shared/api/mailboxes.ts');
      return { params: MailboxParams, body: WantedMailbox, answers: ApiMailbox };
    },
  },
  async ({ params: { id }, body, ifMatch, principal }) => {
    const { changeMailbox } = await import('../../../shared/workflows/mailboxes/change-mailbox.ts');
    const wanted = { id, ifMatch, body: await body(z.unknown()), by: principal.name || principal.id };
    const { item, etag } = await changeMailbox(await mailboxDeps(), wanted);
    return { headers: { etag }, jsonBody: item };
  },
);
