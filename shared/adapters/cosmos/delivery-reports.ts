import type { Container } from '@azure/cosmos';
import { type NotificationRef, notificationRef } from '../../domain/queue-items.ts';
import { queryAll } from './query.ts';

/** The tickets container as delivery reports use it. */
export const deliveryStore = (across: Container) => ({
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
});
