import { app } from '@azure/functions';
import { settingsProblem } from '../shared/wiring/wiring.ts';

/**
 * GET /api/health: 200 while functions can run, 503 when an app setting keeps them from it, with
 * its name and what it must be. Open to all, and says nothing but that: never a value.
 */
app.http('health', {
  route: 'health',
  methods: ['GET'],
  authLevel: 'anonymous',
  handler: async () => {
    const problem = settingsProblem();
    const headers = { 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' };
    if (problem) return { status: 503, headers, jsonBody: { status: 'wrong-settings', problem } };
    return { status: 200, headers, jsonBody: { status: 'ok' } };
  },
});

app.hook.appStart(() => {
  const problem = settingsProblem();
  if (problem) console.error(problem);
});
