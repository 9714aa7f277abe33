import type { Container } from '@azure/cosmos';
import type { DeliveryChange } from '../../domain/notifications/plan-delivery.ts';
import { type NotificationRef, notificationRef } from '../../domain/queue-items.ts';
import type { TicketEvent } from '../../domain/tickets/ticket-event.ts';
import { patchNotification } from './patch-notification.ts';
import { queryAll } from './query.ts';

/**
 * The tickets container as delivery reports use it: `container` for one partition, `across` for
 * all.
 */
export const deliveryStore = (container: Container, across: Container) => ({
  /**
   * The notification that was sent by an operation, or null. Only for reports without our
   * Message-ID: it asks every partition.
   */
  async sentBy(operationId: string): Promise<NotificationRef | null> {
    const [found] = await queryAll(
      across,
      "SELECT c.ticketId, c.id FROM c WHERE c.type = 'notification' AND c.operationId = @operationId",
      [{ name: '@operationId', value: operationId.toLowerCase() }],
    );
    return found ? notificationRef({ ticketId: String(found.ticketId), notificationId: String(found.id) }) : null;
  },

  /**
   * Changes a notification that is in one of the states `from` (and was sent to `sentTo`), with the
   * events of that, in one step; false: it is not (any more).
   */
  recordDelivery(ref: NotificationRef, { from, sentTo, ...change }: DeliveryChange, events: TicketEvent[]): Promise<boolean> {
    // a condition takes no parameters; Cosmos DB's string literals are JSON's
    const recipient = sentTo === null ? '' : ` AND c["to"].address = ${JSON.stringify(sentTo)}`;
    const condition = `FROM c WHERE c.status IN (${from.map((status) => `'${status}'`).join(', ')})${recipient}`;
    return patchNotification(container, ref, change, condition, events);
  },
});
