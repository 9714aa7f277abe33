import { app } from '@azure/functions';
import { MailRef, parseQueueItem } from '../shared/domain/queue-items.ts';
import { wiring } from '../shared/wiring.ts';

/** Queue `inbound-mail-poison`: a mail that failed too often is recorded as failed, with its raw bytes kept; it can be replayed. */
app.storageQueue('dead-letters', {
  queueName: 'inbound-mail-poison',
  connection: 'AzureWebJobsStorage',
  async handler(item, context) {
    const { recordFailure } = await import('../shared/workflows/record-failure.ts');
    const trace = await recordFailure(await wiring().failures(), parseQueueItem(MailRef, item));
    context.error(`Mail ${trace.mailId} failed for good: ${trace.reason}`);
  },
});
