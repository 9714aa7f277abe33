import { app } from '@azure/functions';
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
    if (problem) return { status: 503, headers, jsonBody: { status: 'wrong-settings', problem } };
    const broken = wiring().brokenKinds();
    if (broken.length > 0) return { status: 200, headers, jsonBody: { status: 'broken-settings', problem: described(broken) } };
    return { status: 200, headers, jsonBody: { status: 'ok' } };
  },
});

const described = (kinds: string[]) =>
  `Settings of these kinds can't be read, and hold up what depends on them: ${kinds.join(', ')}. The log says which items and fields.`;

app.hook.appStart(() => {
  const problem = settingsProblem();
  if (problem) console.error(problem);
});
