import type { DisconnectedMailbox } from '../../../shared/api/mailboxes.ts';
import { mailboxDeps } from '../../http/mailbox-deps.ts';
import { route } from '../../http/route.ts';

/**
 * DELETE /api/mailboxes/{id}: disconnects the mailbox that was read (If-Match). Its secret and its
 * subscription are gone, its tickets and its mail at the provider stay. Answers 200, 404, 412, 428.
 */
route(
  {
    name: 'api-mailboxes-remove',
    method: 'DELETE',
    route: 'mailboxes/{id}',
    role: 'admin',
    summary:
      'Disconnects the mailbox that was read (If-Match): its secret is destroyed, its tickets stay, mail that still comes is left at its provider',
    status: 200,
    schemas: async () => {
      const { DisconnectedMailbox, MailboxParams } = await import('../../../shared/api/mailboxes.ts');
      return { params: MailboxParams, answers: DisconnectedMailbox };
    },
  },
  async ({ params: { id }, ifMatch, principal }) => {
    const { disconnectMailbox } = await import('../../../shared/workflows/mailboxes/disconnect-mailbox.ts');
    const { hungOnIt } = await disconnectMailbox(await mailboxDeps(), { id, ifMatch, by: principal.name || principal.id });
    return { jsonBody: { id, hungOnIt, laterMail: 'left-at-provider' } satisfies DisconnectedMailbox };
  },
);
