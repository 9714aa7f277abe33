import { app, output } from '@azure/functions';
import { wiring } from '../shared/wiring/wiring.ts';

const outbound = output.storageQueue({ queueName: 'outbound-mail', connection: 'AzureWebJobsStorage' });

/**
 * Queue `delivery-reports`, filled by Event Grid: the delivery status of a mail is written to its
 * notification, and to the contact if the address is dead; what technicians are told of it goes to
 * `outbound-mail`.
 */
app.storageQueue('delivery-reports', {
  queueName: 'delivery-reports',
  connection: 'AzureWebJobsStorage',
  extraOutputs: [outbound],
  async handler(item, context) {
    const { recordDelivery } = await import('../shared/workflows/record-delivery.ts');
    const { status, result, sends = [] } = await recordDelivery(await (await wiring()).delivering(), item);
    context.extraOutputs.set(outbound, sends);
    // infra/queries reads this line
    context.log(`Delivery report: ${status} ${result}`);
  },
});
