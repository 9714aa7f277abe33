import { app } from '@azure/functions';

/**
 * Queue `poll-mailbox-poison`: a poll that failed on every attempt. Nothing is lost, since the next
 * one reads from the same cursor, but it is logged.
 */
app.storageQueue('poison-poll-mailbox', {
  queueName: 'poll-mailbox-poison',
  connection: 'AzureWebJobsStorage',
  async handler(item, context) {
    const text = typeof item === 'string' ? item : JSON.stringify(item);
    context.error(`A poll was given up; see the log of function poll-mailbox. It was: ${text.slice(0, 500)}`);
  },
});
