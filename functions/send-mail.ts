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
    // a delivery that ended without an answer may have sent it
    const again = ref.again || Number(context.triggerMetadata?.dequeueCount ?? 1) > 1;
    const { kind, detail, leak } = await sendNotification(await (await wiring()).sending(), { ...ref, again });
    context.log(`${ref.notificationId} ${kind} ${detail}`);
    if (leak) context.error((await import('../shared/workflows/log-lines.ts')).logOfLeak(ref).text);
  },
});
