import { wiring } from '../../../shared/wiring/wiring.ts';
import { route } from '../../http/route.ts';

/**
 * POST /api/connection-tests: tests the connection of a mailbox that is not saved yet. Its password
 * is destroyed after the test. Answers 202 with the address of the test, or 400.
 */
route(
  {
    name: 'api-connection-tests-start',
    method: 'POST',
    route: 'connection-tests',
    role: 'admin',
    summary: 'Tests the connection of a mailbox that is not saved yet',
    status: 202,
    schemas: async () => {
      const { ApiConnectionTest } = await import('../../../shared/api/connection-tests.ts');
      const { WantedMailbox } = await import('../../../shared/api/mailboxes.ts');
      return { body: WantedMailbox, answers: ApiConnectionTest };
    },
  },
  async ({ body }) => {
    const { WantedMailbox } = await import('../../../shared/api/mailboxes.ts');
    const { testWantedMailbox } = await import('../../../shared/workflows/start-connection-test.ts');
    const test = await testWantedMailbox(await (await wiring()).startingTests(), await body(WantedMailbox));
    return { status: 202, headers: { location: `/api/connection-tests/${test.id}` }, jsonBody: test };
  },
);
