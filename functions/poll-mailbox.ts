import { app } from '@azure/functions';
import { PollRef, parseQueueItem } from '../shared/domain/queue-items.ts';
import { wiring } from '../shared/wiring/wiring.ts';

/** Queue `poll-mailbox`: fetches the mails that came to one mailbox since the last poll. */
app.storageQueue('poll-mailbox', {
  queueName: 'poll-mailbox',
  connection: 'AzureWebJobsStorage',
  async handler(item, context) {
    const ref = parseQueueItem(PollRef, item);
    const { logOfPoll } = await import('../shared/workflows/log-lines.ts');
    const { pollMailbox } = await import('../shared/workflows/poll-mailbox.ts');
    const result = await pollMailbox(await wiring().polling(), ref);
    for (const { level, text } of logOfPoll(ref.mailboxId, result)) context[level](text);
  },
});
