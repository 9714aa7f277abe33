import { app } from '@azure/functions';
import { MailRef } from '../../shared/domain/queue-items.ts';
import { inWords } from '../../shared/domain/words/in-words.ts';
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
    const { recordFailure } = await import('../../shared/workflows/record-failure.ts');
    const ref = poisonItem(MailRef, item, context);
    if (!ref) return;
    const trace = await recordFailure(await wiring().failures(), ref);
    if (!trace) context.error(`Mail ${ref.remoteId} failed, and that can't be recorded yet: it stays in the queue until it can`);
    else if (trace.failure && trace.reason) context.error(`Mail ${trace.mailId} failed: ${inWords(trace.reason)}`);
    else context.log(`Mail ${trace.mailId} failed once; what became of it by another delivery stands: ${trace.outcome}`);
  },
});
