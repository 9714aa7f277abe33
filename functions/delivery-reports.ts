import { app } from '@azure/functions';
import { wiring } from '../shared/wiring/wiring.ts';

/**
 * Queue `delivery-reports`, filled by Event Grid: the delivery status of a mail is written to its
 * notification, and to the contact if the address is dead.
 */
app.storageQueue('delivery-reports', {
  queueName: 'delivery-reports',
  connection: 'AzureWebJobsStorage',
  async handler(item, context) {
    const { recordDelivery } = await import('../shared/workflows/record-delivery.ts');
    const { status, result } = await recordDelivery(await (await wiring()).delivering(), item);
    // infra/queries reads this line
    context.log(`Delivery report: ${status} ${result}`);
  },
});
