import type { Container } from '@azure/cosmos';
import type { Notification } from '../../domain/notifications/notification.ts';
import type { NotificationRef } from '../../domain/queue-items.ts';
import type { TicketEvent } from '../../domain/tickets/ticket-event.ts';

/** The operations that set these fields of an item. */
export const settingFields = (fields: Partial<Notification>) =>
  Object.entries(fields).map(([name, value]) => ({ op: 'set' as const, path: `/${name}`, value }));

/**
 * Sets fields of a notification for which a condition holds, and writes the events of that to its
 * ticket, in one request; false: it does not hold (any more), or there is no such notification.
 */
export async function patchNotification(
  container: Container,
  { ticketId, notificationId }: NotificationRef,
  fields: Partial<Notification>,
  condition: string,
  events: TicketEvent[],
): Promise<boolean> {
  const response = await container.items.batch(
    [
      { operationType: 'Patch', id: notificationId, resourceBody: { operations: settingFields(fields), condition } },
      ...events.map((resourceBody) => ({ operationType: 'Create' as const, resourceBody })),
    ],
    ticketId,
  );
  if (response.code === 200) return true;
  const status = response.result?.[0]?.statusCode;
  if (status === 412 || status === 404) return false;
  throw new Error(`Cosmos DB answered ${response.code} (${status}) when notification ${notificationId} was changed`);
}
