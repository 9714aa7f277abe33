import { toApiDelivery } from '../api/deliveries.ts';
import type { ApiMessage } from '../api/messages.ts';
import type { Notification } from '../domain/notifications/notification.ts';

/** What showing deliveries reads. */
export type DeliveriesDeps = {
  browse: {
    /** The mails that carry one of these messages, or that one of these mails caused. */
    deliveriesOf(ticketId: string, of: { messages: string[]; mails: string[] }): Promise<Notification[]>;
  };
};

/**
 * A page of messages with what became of the mails that each was sent by, or has caused (a
 * confirmation, what technicians were told): one request for all of them, in each of the ticket's
 * partitions (`partitionsOf`).
 */
export async function withDeliveries({ browse }: DeliveriesDeps, ticketIds: readonly string[], page: ApiMessage[]): Promise<ApiMessage[]> {
  const mails = page.flatMap(({ mailId }) => mailId ?? []);
  const of = { messages: page.map(({ id }) => id), mails };
  const rows = (await Promise.all(ticketIds.map((ticketId) => browse.deliveriesOf(ticketId, of)))).flat();
  const isOf = ({ id, mailId }: ApiMessage, row: Notification) =>
    row.messageItemId === null ? row.mailId !== null && row.mailId === mailId : row.messageItemId === id;
  return page.map((message) => ({
    ...message,
    deliveries: rows
      .filter((row) => isOf(message, row))
      .map(toApiDelivery)
      .toReversed(),
  }));
}
