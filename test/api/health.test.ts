import { expect, test } from 'vitest';
import { healthOf } from '../../shared/api/health.ts';

test('all is well', () => {
  expect(healthOf(null, [])).toEqual({ status: 200, jsonBody: { status: 'ok' } });
});

test('an app setting that is wrong keeps functions from running', () => {
  const problem = 'COSMOS_ENDPOINT: must be a URL';
  expect(healthOf(problem, ['policy'])).toEqual({ status: 503, jsonBody: { status: 'wrong-settings', problem } });
});

test('a broken setting of an admin does not: its kind is named, and nothing that tells of clients', () => {
  expect(healthOf(null, ['client-domain', 'policy'])).toEqual({
    status: 200,
    jsonBody: { status: 'broken-settings', problem: expect.stringContaining('depends on them: client-domain, policy.') },
  });
});
