import { type ApiConnectionTest, toApiConnectionTest } from '../api/connection-tests.ts';
import { notFound } from '../api/problem.ts';
import { isDead } from '../domain/mailboxes/connection-test.ts';
import type { ConnectionTestDeps } from './connection-test-deps.ts';
import { endConnectionTest } from './run-connection-test.ts';

type ReadTestDeps = Pick<ConnectionTestDeps, 'readTest' | 'changeTest' | 'removeSecret' | 'now'>;

/**
 * A connection test as far as it is. One that was ended in the middle, with its message lost too,
 * is ended here: whoever waits for it is told.
 *
 * @throws ProblemError 404: there is none, or it is no longer kept
 */
export async function readConnectionTest(deps: ReadTestDeps, testId: string): Promise<ApiConnectionTest> {
  const test = await deps.readTest(testId);
  if (!test) throw notFound('id', 'connection test', testId);
  if (!isDead(test, deps.now())) return toApiConnectionTest(test);
  await endConnectionTest(deps, test);
  return toApiConnectionTest((await deps.readTest(testId)) ?? test);
}
