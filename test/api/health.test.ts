import { expect, test } from 'vitest';
import { type AppStatus, healthOf } from '../../shared/api/health.ts';

test.each([
  ['ok', 200],
  // functions run, and a restart would change nothing
  ['broken-settings', 200],
  ['wrong-settings', 503],
  ['mailbox-failing', 503],
  ['database-unreachable', 503],
] satisfies [AppStatus, number][])('%s is answered with %i, and nothing but the status', (status, code) => {
  expect(healthOf(status)).toEqual({ status: code, jsonBody: { status } });
});
