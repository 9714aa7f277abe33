import { app } from '@azure/functions';
import { wiring } from '../shared/wiring/wiring.ts';

/**
 * Every five minutes: logs the number of messages in the poison queues. Functions process these
 * messages at once, except for those that the host can't decode: no function runs for them, and
 * without this nobody would see them before they expire after seven days.
 */
app.timer('watch-poison-queues', {
  schedule: '30 */5 * * * *',
  async handler(_timer, context) {
    const { logOfPoisonQueues } = await import('../shared/workflows/log-lines.ts');
    const { depths } = await (await wiring()).watching();
    for (const { level, text } of logOfPoisonQueues(await depths())) context[level](text);
  },
});
