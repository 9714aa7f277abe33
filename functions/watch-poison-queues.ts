import { app } from '@azure/functions';
import { wiring } from '../shared/wiring/wiring.ts';

/**
 * Every five minutes: what lies in the queues of given-up messages. A function works on each at
 * once, but for what the host can't decode: no function is run for that, and it would lie there
 * unseen until its seven days are over.
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
