import { app } from '@azure/functions';
import { MailRef } from '../../shared/domain/queue-items.ts';
import { wiring } from '../../shared/wiring/wiring.ts';
import { poisonItem } from './poison-item.ts';

/**
 * Queue `inbound-mail-poison`: a mail that failed on every attempt is recorded as failed, and its
 * raw bytes are kept; the sweep tries it again.
 */
app.storageQueue('poison-inbound-mail', {
  queueName: 'inbound-mail-poison',
  connection: 'AzureWebJobsStorage',
  async handler(item, context) {
    const { logOfFailure } = await import('../../shared/workflows/log-lines.ts');
    const { recordFailure } = await import('../../shared/workflows/record-failure.ts');
    const ref = poisonItem(MailRef, item, context);
    if (!ref) return;
    const { level, text } = logOfFailure(ref, await recordFailure(await wiring().failures(), ref));
    context[level](text);
  },
});
