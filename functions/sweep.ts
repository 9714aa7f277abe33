import { app, output } from '@azure/functions';
import { wiring } from '../shared/wiring/wiring.ts';

const connection = 'AzureWebJobsStorage';
const outbound = output.storageQueue({ queueName: 'outbound-mail', connection });
const inbound = output.storageQueue({ queueName: 'inbound-mail', connection });

/**
 * Every minute: queues again the notifications that a crash or throttling left waiting, and the
 * mails that failed in an outage; then finishes changes of two tickets that a crash left half done.
 */
app.timer('sweep', {
  schedule: '0 * * * * *',
  extraOutputs: [outbound, inbound],
  async handler(_timer, context) {
    const { sweep } = await import('../shared/workflows/sweep.ts');
    const { notifications, mails } = await sweep(await (await wiring()).sweeping());
    context.extraOutputs.set(outbound, notifications);
    context.extraOutputs.set(inbound, mails);
    if (notifications.length + mails.length > 0)
      context.log(`${notifications.length} notifications and ${mails.length} mails queued again`);
    const { finishChanges } = await import('../shared/workflows/finish-changes.ts');
    const finished = await finishChanges(await (await wiring()).changing());
    if (finished > 0) context.log(`${finished} changes of two tickets finished`);
  },
});
