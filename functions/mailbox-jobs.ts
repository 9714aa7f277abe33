import { app } from '@azure/functions';
import { MailboxJob, parseQueueItem } from '../shared/domain/queue-items.ts';
import { wiring } from '../shared/wiring/wiring.ts';

/** Queue `mailbox-jobs`: a turn of work on a mailbox that takes longer than a request. */
app.storageQueue('mailbox-jobs', {
  queueName: 'mailbox-jobs',
  connection: 'AzureWebJobsStorage',
  async handler(item, context) {
    const { runMailboxJob } = await import('../shared/workflows/run-mailbox-job.ts');
    for (const { level, text } of await runMailboxJob((await wiring()).mailboxJobs(), parseQueueItem(MailboxJob, item)))
      context[level](text);
  },
});
