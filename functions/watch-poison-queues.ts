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
    const { depths } = await wiring().watching();
    // infra/queries reads this line
    for (const { name, messages } of (await depths()).filter((queue) => queue.messages > 0))
      context.error(
        `Queue ${name} holds ${messages} messages that were given up; what is still there at the next look, no function can read`,
      );
  },
});
