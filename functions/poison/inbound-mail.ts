import { app } from '@azure/functions';
import { salvageMailRef } from '../../shared/domain/queue-items.ts';
import { wiring } from '../../shared/wiring/wiring.ts';
import { logDropped } from './poison-item.ts';

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
    const found = salvageMailRef(item, new Date());
    if (!found) return logDropped(item, 'it names no mail', context);
    const { level, text } = logOfFailure(found.ref, await recordFailure(await (await wiring()).failures(), found.ref, found.problem));
    context[level](text);
  },
});
