import { app } from '@azure/functions';

/** Queue `delivery-reports-poison`: a report that could not be written. Its notification stays "sent"; the alert on given-up work tells the operator. */
app.storageQueue('dead-reports', {
  queueName: 'delivery-reports-poison',
  connection: 'AzureWebJobsStorage',
  async handler(item, context) {
    const text = typeof item === 'string' ? item : JSON.stringify(item);
    context.error(`A delivery report was given up; see the log of function delivery-reports. It was: ${text.slice(0, 2000)}`);
  },
});
