import { app } from '@azure/functions';
import { wiring } from '../shared/wiring/wiring.ts';

/**
 * Queue `delivery-reports`, which Event Grid fills: what became of a mail is written to its
 * notification, and to a contact who is dead.
 */
app.storageQueue('delivery-reports', {
  queueName: 'delivery-reports',
  connection: 'AzureWebJobsStorage',
  async handler(item, context) {
    const { recordDelivery } = await import('../shared/workflows/record-delivery.ts');
    const { status, result } = await recordDelivery(await wiring().delivering(), item);
    // infra/queries reads this line
    context.log(`Delivery report: ${status} ${result}`);
  },
});
