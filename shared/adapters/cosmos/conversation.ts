import type { Container } from '@azure/cosmos';
import { Notification } from '../../domain/notifications/notification.ts';
import { queryAll } from './query.ts';

const maxWaiting = 100;

/** The tickets container as technicians write to it. Every function is one request. */
export const conversationStore = (container: Container) => ({
  /** The mails of a ticket that wait, those that were owed first before others. */
  async waiting(ticketId: string): Promise<Notification[]> {
    const query = `SELECT TOP ${maxWaiting} * FROM c WHERE c.type = 'notification' AND c.status = 'waiting' ORDER BY c.createdAt`;
    return (await queryAll(container, query, [], ticketId)).map((row) => Notification.parse(row));
  },
});
