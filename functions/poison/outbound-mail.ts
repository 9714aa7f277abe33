import { app } from '@azure/functions';
import { NotificationRef } from '../../shared/domain/queue-items.ts';
import { wiring } from '../../shared/wiring/wiring.ts';
import { poisonItem } from './poison-item.ts';

/**
 * Queue `outbound-mail-poison`: a notification that failed too often is postponed; the sweep tries
 * it again until it is given up.
 */
app.storageQueue('poison-outbound-mail', {
  queueName: 'outbound-mail-poison',
  connection: 'AzureWebJobsStorage',
  async handler(item, context) {
    const ref = poisonItem(NotificationRef, item, context);
    if (!ref) return;
    const { recordUnsent } = await import('../../shared/workflows/postpone-notification.ts');
    const problem = await recordUnsent(await (await wiring()).sending(), ref);
    context.error(`Notification ${ref.notificationId} could not be sent; the sweep tries it again${problem ? ` (${problem})` : ''}`);
  },
});
