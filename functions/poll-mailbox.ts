import { app } from '@azure/functions';
import { PollRef, parseQueueItem } from '../shared/domain/queue-items.ts';
import { wiring } from '../shared/wiring/wiring.ts';

/** Queue `poll-mailbox`: fetches the mails that came to one mailbox since the last poll. */
app.storageQueue('poll-mailbox', {
  queueName: 'poll-mailbox',
  connection: 'AzureWebJobsStorage',
  async handler(item, context) {
    const ref = parseQueueItem(PollRef, item);
    const { pollMailbox } = await import('../shared/workflows/poll-mailbox.ts');
    const result = await pollMailbox(await wiring().polling(), ref);
    if (result.subscriptionError)
      context.warn(`Mailbox ${ref.mailboxId}: its subscription could not be renewed: ${result.subscriptionError}`);
    if (result.kind !== 'polled') return;
    if (result.unannounced > 0)
      context.warn(`Mailbox ${ref.mailboxId}: ${result.unannounced} mails were not announced; its subscription is replaced`);
    context.log(`Mailbox ${ref.mailboxId}: ${JSON.stringify(result.read)}${result.left ? ', more to come' : ''}`);
  },
});
