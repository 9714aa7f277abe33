import { app } from '@azure/functions';
import { wiring } from '../shared/wiring/wiring.ts';

/**
 * Every five minutes: looks at all mailboxes, tells admins what turned bad, recovered or is about
 * to end, and logs the same for the alerts.
 */
app.timer('watch-mailboxes', {
  schedule: '45 */5 * * * *',
  async handler(_timer, context) {
    const [{ watchMailboxes }, { logOfWatch }] = await Promise.all([
      import('../shared/workflows/watch-mailboxes.ts'),
      import('../shared/workflows/log-lines.ts'),
    ]);
    const result = await watchMailboxes(await (await wiring()).watchingMailboxes());
    for (const { level, text } of logOfWatch(result, new Date())) context[level](text);
  },
});
