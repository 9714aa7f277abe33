import { app } from '@azure/functions';
import { MailboxJob } from '../../shared/domain/queue-items.ts';
import { wiring } from '../../shared/wiring/wiring.ts';
import { poisonItem } from './poison-item.ts';

/** Queue `mailbox-jobs-poison`: a job whose tries are used up says so where it is looked at. */
app.storageQueue('poison-mailbox-jobs', {
  queueName: 'mailbox-jobs-poison',
  connection: 'AzureWebJobsStorage',
  async handler(item, context) {
    const job = poisonItem(MailboxJob, item, context);
    if (!job) return;
    const { giveUpMailboxJob } = await import('../../shared/workflows/run-mailbox-job.ts');
    await giveUpMailboxJob((await wiring()).mailboxJobs(), job);
    context.error(`${job.job} ${job.id} was given up; see the log of function mailbox-jobs`);
  },
});
