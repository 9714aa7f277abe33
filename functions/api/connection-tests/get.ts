import { z } from 'zod';
import { wiring } from '../../../shared/wiring/wiring.ts';
import { route } from '../../http/route.ts';

/**
 * GET /api/connection-tests/{id}: a connection test with the steps that have ended. Answers 200, or
 * 404 also a day after it was started.
 */
route(
  {
    name: 'api-connection-tests-get',
    method: 'GET',
    route: 'connection-tests/{id}',
    role: 'admin',
    summary: 'A connection test and its steps so far',
    status: 200,
    schemas: async () => {
      const { ApiConnectionTest, TestId } = await import('../../../shared/api/connection-tests.ts');
      return { params: z.object({ id: TestId }), answers: ApiConnectionTest };
    },
  },
  async ({ params }) => {
    const { readConnectionTest } = await import('../../../shared/workflows/read-connection-test.ts');
    return { jsonBody: await readConnectionTest(await (await wiring()).connectionTests(), params.id) };
  },
);
