import type { Container } from '@azure/cosmos';
import { Notification } from '../../domain/notifications/notification.ts';
import type { NotificationFilter, NotificationPageOf } from '../../domain/notifications/notification-filter.ts';
import { SentMail, sentMailId } from '../../domain/notifications/sent-mail.ts';
import type { Position } from '../../domain/tickets/position.ts';
import { conditionList, listPage } from './list-page.ts';
import { readableRows } from './parse-item.ts';
import { queryAll } from './query.ts';

/**
 * So many mails of a page of messages are read: a message has few, and a ticket with more is one
 * that something went wrong with.
 */
const maxDeliveries = 500;

/** The tickets container as technicians look at what we owed by mail. */
export const notificationList = (container: Container, report: (problem: string) => void) => ({
  /** A page of notifications, and where the next one goes on. */
  async notifications(filter: NotificationFilter, page: NotificationPageOf): Promise<{ items: Notification[]; next: Position | null }> {
    const conditions = conditionList('notification');
    conditions.add('c.status = @', filter.state);
    conditions.add('c["to"].address = @', filter.to);
    conditions.add('c.ticketId = @', filter.ticketId);
    conditions.add('c.kind = @', filter.kind);
    const { rows, next } = await listPage(container, conditions, ['createdAt', 'id'], page);
    return { items: readableRows(Notification, rows, report).map(([notification]) => notification), next };
  },

  /** The mail of a notification as its channel got it, where it is kept in its ticket; or null. */
  async sentMail(notificationId: string): Promise<SentMail | null> {
    const parameters = [{ name: '@id', value: sentMailId(notificationId) }];
    const [item] = await queryAll(container, "SELECT * FROM c WHERE c.type = 'sent-mail' AND c.id = @id", parameters);
    return item ? SentMail.parse(item) : null;
  },

  /**
   * The mails that carry one of these messages, or that one of these mails caused, the latest
   * first: one request, whatever the number.
   */
  async deliveriesOf(ticketId: string, { messages, mails }: { messages: string[]; mails: string[] }): Promise<Notification[]> {
    if (messages.length + mails.length === 0) return [];
    const parameters = [...messages, ...mails].map((value, index) => ({ name: `@p${index}`, value }));
    const names = parameters.map(({ name }) => name);
    const among = (field: string, of: string[]) => (of.length === 0 ? [] : [`c.${field} IN (${of.join(', ')})`]);
    const either = [...among('messageItemId', names.slice(0, messages.length)), ...among('mailId', names.slice(messages.length))];
    const query = `SELECT TOP ${maxDeliveries} * FROM c WHERE c.type = 'notification' AND (${either.join(' OR ')}) ORDER BY c.createdAt DESC`;
    return readableRows(Notification, await queryAll(container, query, parameters, ticketId), report).map(([row]) => row);
  },
});
