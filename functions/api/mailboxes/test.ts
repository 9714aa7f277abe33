import { wiring } from '../../../shared/wiring/wiring.ts';
import { route } from '../../http/route.ts';

/**
 * POST /api/mailboxes/{id}/test: tests the connection of a mailbox, with a mail that goes out and
 * comes back. Answers 202 with the address of the test, or 404.
 */
route(
  {
    name: 'api-mailboxes-test',
    method: 'POST',
    route: 'mailboxes/{id}/test',
    role: 'admin',
    summary: 'Tests the connection of a mailbox',
    status: 202,
    schemas: async () => {
      const { MailboxParams } = await import('../../../shared/api/mailboxes.ts');
      const { ApiConnectionTest } = await import('../../../shared/api/connection-tests.ts');
      return { params: MailboxParams, answers: ApiConnectionTest };
    },
  },
  async ({ params }) => {
    const { testSavedMailbox } = await import('../../../shared/workflows/start-connection-test.ts');
    const test = await testSavedMailbox(await (await wiring()).startingTests(), params.id);
    return { status: 202, headers: { location: `/api/connection-tests/${test.id}` }, jsonBody: test };
  },
);
