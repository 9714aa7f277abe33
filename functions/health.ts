import { app } from '@azure/functions';
import { settingsProblem } from '../shared/wiring.ts';

/**
 * GET /api/health: 200 while functions can run, 503 when an app setting keeps them from it, with its name and what it must be. Open to all, and says
 * nothing but that: never a value.
 */
app.http('health', {
  route: 'health',
  methods: ['GET'],
  authLevel: 'anonymous',
  handler: async () => {
    const problem = settingsProblem();
    return problem ? { status: 503, jsonBody: { status: 'wrong-settings', problem } } : { status: 200, jsonBody: { status: 'ok' } };
  },
});

app.hook.appStart(() => {
  const problem = settingsProblem();
  if (problem) console.error(problem);
});
