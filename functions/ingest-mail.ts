import { app, output } from '@azure/functions';
import { MailRef, parseQueueItem } from '../shared/domain/queue-items.ts';
import { wiring } from '../shared/wiring/wiring.ts';

const outbound = output.storageQueue({ queueName: 'outbound-mail', connection: 'AzureWebJobsStorage' });

/**
 * Queue `inbound-mail`: one mail becomes a ticket, a reply, or only a trace; the notifications that
 * it causes go to `outbound-mail`.
 */
app.storageQueue('ingest-mail', {
  queueName: 'inbound-mail',
  connection: 'AzureWebJobsStorage',
  extraOutputs: [outbound],
  async handler(item, context) {
    const ref = parseQueueItem(MailRef, item);
    // loaded with the first mail: parsers and sanitisers would slow down the start of all other
    // functions
    const { receiveMail } = await import('../shared/workflows/receive-mail.ts');
    const { sends, log } = await receiveMail(await wiring(), ref, Number(context.triggerMetadata?.dequeueCount ?? 1));
    context.extraOutputs.set(outbound, sends);
    for (const { level, text } of log) context[level](text);
  },
});
