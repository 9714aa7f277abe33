import { app } from '@azure/functions';
import { NotificationRef, parseQueueItem } from '../shared/domain/queue-items.ts';
import { wiring } from '../shared/wiring/wiring.ts';

/** Queue `outbound-mail`: sends one notification, once. */
app.storageQueue('send-mail', {
  queueName: 'outbound-mail',
  connection: 'AzureWebJobsStorage',
  async handler(item, context) {
    const ref = parseQueueItem(NotificationRef, item);
    const { sendNotification } = await import('../shared/workflows/send-notification.ts');
    const { kind, detail } = await sendNotification(await (await wiring()).sending(), ref);
    context.log(`${ref.notificationId} ${kind} ${detail}`);
  },
});
