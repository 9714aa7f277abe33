import { app } from '@azure/functions';
import { healthOf } from '../shared/api/health.ts';
import { settingsProblem, wiring } from '../shared/wiring/wiring.ts';

/**
 * GET /api/health: 200 while functions can run, 503 when an app setting keeps them from it, with
 * its name and what it must be. Open to all, and says nothing but that: never a value; of what an
 * admin has set, only which kinds this process found items of that can't be read.
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
