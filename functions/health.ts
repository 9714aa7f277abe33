import { app } from '@azure/functions';
import { healthOf } from '../shared/api/health.ts';
import { settingsProblem, wiring } from '../shared/wiring/wiring.ts';

/**
 * GET /api/health: 200 while functions can run; 503 if an app setting prevents it, with its name
 * and what it must be. Open to everybody, so it never shows a value; of the settings in the
 * database it names only the kinds with items that this process could not read.
 */
app.http('health', {
  route: 'health',
  methods: ['GET'],
  authLevel: 'anonymous',
  handler: async () => {
    const problem = settingsProblem();
    const headers = { 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' };
    return { headers, ...healthOf(problem, problem ? [] : wiring().brokenKinds()) };
  },
});

app.hook.appStart(() => {
  const problem = settingsProblem();
  if (problem) console.error(problem);
});
