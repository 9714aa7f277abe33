import { app } from '@azure/functions';
import { PollRef, parseQueueItem } from '../shared/domain/queue-items.ts';
import { wiring } from '../shared/wiring/wiring.ts';

/**
 * Queue `poll-mailbox`: fetches the mails that came to one mailbox since the last poll, or looks
 * at several mailboxes for new ones.
 */
app.storageQueue('poll-mailbox', {
  queueName: 'poll-mailbox',
  connection: 'AzureWebJobsStorage',
  async handler(item, context) {
    const ref = parseQueueItem(PollRef, item);
    const { logOfPoll } = await import('../shared/workflows/log-lines.ts');
    const { pollMailboxes } = await import('../shared/workflows/poll-mailboxes.ts');
    for (const { mailboxId, result } of await pollMailboxes(await (await wiring()).polling(), ref)) {
      for (const { level, text } of logOfPoll(mailboxId, result)) context[level](text);
    }
  },
});
