import { app } from '@azure/functions';
import { healthOf } from '../shared/api/health.ts';
import { settingsProblem } from '../shared/wiring/app-settings.ts';
import { wiring } from '../shared/wiring/wiring.ts';

/**
 * GET /api/health: 200 while the app works; 503 while an app setting is wrong, the database does
 * not answer, or a mailbox could not be read for longer than HEALTH_FAILING_MINUTES. Open to
 * everybody, so it says a status and no more; the log has the rest. What it read it says again for
 * some seconds, so that asking costs nothing.
 */
app.http('health', {
  route: 'health',
  methods: ['GET'],
  authLevel: 'anonymous',
  handler: async () => {
    const headers = { 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' };
    if (settingsProblem()) return { headers, ...healthOf('wrong-settings') };
    const { mailboxesHealth, brokenKinds } = await wiring();
    const status = await mailboxesHealth();
    const isBroken = status === 'ok' && brokenKinds().length > 0;
    return { headers, ...healthOf(isBroken ? 'broken-settings' : status) };
  },
});

app.hook.appStart(() => {
  const problem = settingsProblem();
  if (problem) console.error(problem);
});
