import { app } from '@azure/functions';
import { wiring } from '../../shared/wiring/wiring.ts';

/** Queue `delivery-reports-poison`: a report that could not be written goes back into its queue, for a week; one that is none is dropped. */
app.storageQueue('poison-delivery-reports', {
  queueName: 'delivery-reports-poison',
  connection: 'AzureWebJobsStorage',
  async handler(item, context) {
    const text = typeof item === 'string' ? item : JSON.stringify(item);
    const { returnReport } = await import('../../shared/workflows/return-report.ts');
    const at = await returnReport(await wiring().reporting(), item);
    const what = at ? `could not be written and is tried again at ${at}` : 'was given up';
    context.error(`A delivery report ${what}; see the log of function delivery-reports. It was: ${text.slice(0, 2000)}`);
  },
});
