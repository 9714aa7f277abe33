import { app, output } from '@azure/functions';
import { wiring } from '../shared/wiring.ts';
import { sweepNotifications } from '../shared/workflows/sweep-notifications.ts';

const outbound = output.storageQueue({ queueName: 'outbound-mail', connection: 'AzureWebJobsStorage' });

/** Every minute: notifications that a crash or a throttled channel left waiting are queued again. */
app.timer('sweep', {
  schedule: '0 * * * * *',
  extraOutputs: [outbound],
  async handler(_timer, context) {
    const refs = await sweepNotifications(await wiring().sweeping());
    context.extraOutputs.set(outbound, refs);
    if (refs.length > 0) context.log(`${refs.length} notifications queued again`);
  },
});
