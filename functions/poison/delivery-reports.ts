import { app } from '@azure/functions';
import { wiring } from '../../shared/wiring/wiring.ts';

/**
 * Queue `delivery-reports-poison`: a report that could not be stored goes back into its queue, for
 * a week; anything that isn't a report is dropped.
 */
app.storageQueue('poison-delivery-reports', {
  queueName: 'delivery-reports-poison',
  connection: 'AzureWebJobsStorage',
  async handler(item, context) {
    const { withoutSignature } = await import('../../shared/domain/thread/signed-ids.ts');
    const { returnReport } = await import('../../shared/workflows/return-report.ts');
    const text = withoutSignature(typeof item === 'string' ? item : JSON.stringify(item));
    const at = await returnReport(await (await wiring()).reporting(), item);
    const what = at ? `could not be written and is tried again at ${at}` : 'was given up';
    context.error(`A delivery report ${what}; see the log of function delivery-reports. It was: ${text.slice(0, 2000)}`);
  },
});
