import { app } from '@azure/functions';
import { MailRef } from '../shared/domain/queue-items.ts';
import { wiring } from '../shared/wiring.ts';
import { poisonItem } from './poison-item.ts';

/** Queue `inbound-mail-poison`: a mail that failed too often is recorded as failed, with its raw bytes kept; it can be replayed. */
app.storageQueue('dead-letters', {
  queueName: 'inbound-mail-poison',
  connection: 'AzureWebJobsStorage',
  async handler(item, context) {
    const { recordFailure } = await import('../shared/workflows/record-failure.ts');
    const ref = poisonItem(MailRef, item, context);
    if (!ref) return;
    const trace = await recordFailure(await wiring().failures(), ref);
    context.error(`Mail ${trace.mailId} failed for good: ${trace.reason}`);
  },
});
