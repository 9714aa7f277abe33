import type { Container, OperationInput, SqlParameter } from '@azure/cosmos';
import type { TicketState } from '../../domain/ingest/ingest-facts.ts';
import { Notification } from '../../domain/notifications/notification.ts';
import {
  type MessagePatch,
  type NotificationPatch,
  type TicketChange,
  type TicketItem,
  ticketAfter,
} from '../../domain/notifications/ticket-change.ts';
import { type NotificationRef, notificationRef } from '../../domain/queue-items.ts';
import { Message } from '../../domain/tickets/message.ts';
import { Ticket } from '../../domain/tickets/ticket.ts';
import { MailTrace } from '../../domain/trace/mail-trace.ts';
import { alertStore } from './alerts.ts';
import { conversationStore } from './conversation.ts';
import { patchOperations } from './patch-operations.ts';
import { queryAll } from './query.ts';
import { traceStore } from './traces.ts';
import { unfinishedTickets } from './unfinished-tickets.ts';

/**
 * The tickets container as ingest and sending use it. Every function is one request; those that
 * look across partitions use `across`, the same container, opened for that.
 */
export const ticketStore = (container: Container, across: Container) => ({
  ...traceStore(container, across),
  ...alertStore(container, across),
  ...conversationStore(container),
  unfinished: unfinishedTickets(across),

  /**
   * A ticket, its messages with this Message-ID, the trace of this mail, and what that mail is
   * still owed; null when there is no such ticket. Of the messages only the ids: a device may put
   * one Message-ID into everything that it sends to a ticket.
   */
  async ticketState(ticketId: string, messageIdHash: string, mailId: string): Promise<TicketState | null> {
    const items = await queryAll(
      container,
      `SELECT VALUE (c.type = 'message' ? {"id": c.id, "type": c.type} : c) FROM c WHERE c.ticketId = @ticketId AND (c.id = 'ticket' OR (c.type = 'message' AND c.messageIdHash = @hash) OR (c.type <> 'message' AND c.mailId = @mailId))`,
      [parameter('@ticketId', ticketId), parameter('@hash', messageIdHash), parameter('@mailId', mailId)],
      ticketId,
    );
    const found = items.find((item) => item.type === 'ticket');
    if (!found) return null;
    const owed = items.filter((item) => item.type === 'notification' && item.mailId === mailId && item.status === 'waiting');
    return {
      ticket: Ticket.parse(found),
      etag: String(found._etag),
      sameMessageId: items.filter((item) => item.type === 'message').map((item) => ({ id: String(item.id) })),
      trace: items.filter((item) => item.type === 'mail' && item.mailId === mailId).map((item) => MailTrace.parse(item))[0] ?? null,
      owed: owed.map((item) => Notification.parse(item)),
    };
  },

  /**
   * Which tickets hold messages with these Message-IDs (hashed), or sent mail under them: in the
   * order of the hashes, the oldest message first.
   */
  async ticketIdsByMessageIds(hashes: string[]): Promise<{ hash: string; ticketId: string }[]> {
    if (hashes.length === 0) return [];
    const together = await oldestWith(across, hashes);
    // one that was used very often must not hide the others
    const items = together.length < maxAlike ? together : (await Promise.all(hashes.map((hash) => oldestWith(across, [hash])))).flat();
    const found = items.map((item) => ({ hash: String(item.messageIdHash), ticketId: String(item.ticketId) }));
    return found.toSorted((a, b) => hashes.indexOf(a.hash) - hashes.indexOf(b.hash));
  },

  /** Which tickets hold messages that quote this Message-ID (hashed), the oldest message first. */
  async ticketIdsQuoting(messageIdHash: string): Promise<string[]> {
    const items = await queryAll(
      across,
      `SELECT TOP ${maxAlike} c.ticketId FROM c WHERE c.type = 'message' AND ARRAY_CONTAINS(c.quotes, @hash) ORDER BY c.at`,
      [parameter('@hash', messageIdHash)],
    );
    return [...new Set(items.map((item) => String(item.ticketId)))];
  },

  /** The tickets with these numbers, in their order. */
  async ticketIdsByNumbers(numbers: string[]): Promise<string[]> {
    if (numbers.length === 0) return [];
    const names = numbers.map((_, index) => `@n${index}`);
    const items = await queryAll(
      across,
      `SELECT c.ticketId, c.number FROM c WHERE c.type = 'ticket' AND c.number IN (${names.join(', ')})`,
      numbers.map((number, index) => parameter(`@n${index}`, number)),
    );
    return items
      .toSorted((a, b) => numbers.indexOf(String(a.number)) - numbers.indexOf(String(b.number)))
      .map((item) => String(item.ticketId));
  },

  /**
   * Writes a change in one transactional batch, and tells the ticket's new version (null: the
   * change does not write it); `conflict` when one of its items exists already, the ticket has
   * changed, or the condition on a notification does not hold.
   */
  async commit(change: TicketChange): Promise<{ etag: string | null } | 'conflict'> {
    const { ticketId, version, replace, create, patch } = change;
    const operations: OperationInput[] = [
      ...(replace ? [{ operationType: 'Replace' as const, id: replace.id, ifMatch: version, resourceBody: replace }] : []),
      // of what went out the last one counts
      ...create.map((item) => ({
        operationType: item.type === 'sent-mail' ? ('Upsert' as const) : ('Create' as const),
        resourceBody: item,
      })),
      ...patch.flatMap((item) =>
        patchOperations(
          'messageItemId' in item ? item.messageItemId : item.notificationId,
          item.set,
          item.onlyIf ? conditionOf(item) : null,
        ),
      ),
    ];
    const response = await container.items.batch(operations, ticketId);
    const results = response.result ?? [];
    if (response.code === 200) return { etag: (ticketAfter(change) && results[replace ? 0 : create.findIndex(isTicket)]?.eTag) ?? null };
    const statuses = results.map(({ statusCode }) => statusCode);
    const isGone = patch.some(({ onlyIf }) => onlyIf !== null) && statuses.includes(404);
    if (isGone || statuses.some((status) => status === 409 || status === 412)) return 'conflict';
    throw new Error(`Cosmos DB refused the batch of ticket ${ticketId}: ${response.code} (${statuses.join(' ')})`);
  },

  /**
   * A notification with its ticket (and the version of that), or null when one of them is gone; and
   * the message that it carries or tells of, by one request if its queue item names that.
   */
  async owed({ ticketId, notificationId, messageItemId }: NotificationRef): Promise<Owed | null> {
    const ids = [notificationId, 'ticket', ...(messageItemId === undefined ? [] : [messageItemId])];
    const response = await container.items.batch(
      ids.map((id) => ({ operationType: 'Read' as const, id })),
      ticketId,
    );
    const [notification, ticket, message] = response.result ?? [];
    if (response.code === 200) {
      const row = Notification.parse(notification?.resourceBody);
      const read = { notification: row, ticket: Ticket.parse(ticket?.resourceBody), etag: ticket?.eTag ?? '' };
      if (row.messageItemId === null || messageItemId === row.messageItemId)
        return { ...read, message: message ? Message.parse(message.resourceBody) : null };
      const { resource } = await container.item(row.messageItemId, ticketId).read();
      return { ...read, message: resource === undefined ? null : Message.parse(resource) };
    }
    if (notification?.statusCode === 404 || ticket?.statusCode === 404) return null;
    if (message?.statusCode === 404) throw new Error(`Message ${messageItemId} of notification ${notificationId} is gone`);
    throw new Error(`Cosmos DB answered ${response.code} when notification ${notificationId} was read`);
  },

  /** Notifications that wait and were due before, oldest first. */
  async overdue(before: Date, max: number): Promise<NotificationRef[]> {
    const items = await queryAll(
      across,
      `SELECT TOP ${Math.trunc(max)} c.ticketId, c.id, c.messageItemId FROM c WHERE c.type = 'notification' AND c.status = 'waiting' AND c.dueAt < @before ORDER BY c.dueAt`,
      [parameter('@before', before.toISOString())],
    );
    return items.map(({ ticketId, id, messageItemId }) => {
      const message = typeof messageItemId === 'string' ? { messageItemId } : {};
      return notificationRef({ ticketId: String(ticketId), notificationId: String(id), ...message }, true);
    });
  },
});

/** A notification with all that its mail is written from; `etag`: the version of its ticket. */
export type Owed = { notification: Notification; ticket: Ticket; etag: string; message: Message | null };

/**
 * Devices that send the same Message-ID with every mail make thousands of messages alike. The
 * oldest were there before anybody could copy them.
 */
const maxAlike = 50;

function oldestWith(across: Container, hashes: string[]) {
  const names = hashes.map((_, index) => `@h${index}`);
  return queryAll(
    across,
    `SELECT TOP ${maxAlike} c.ticketId, c.messageIdHash FROM c WHERE c.type IN ('message', 'notification') AND c.messageIdHash IN (${names.join(', ')}) ORDER BY c.at`,
    hashes.map((hash, index) => parameter(`@h${index}`, hash)),
  );
}

const isTicket = ({ type }: TicketItem) => type === 'ticket';

/** A condition takes no parameters; the string literals of Cosmos DB are those of JSON. */
function conditionOf(patch: NotificationPatch | MessagePatch): string {
  if ('messageItemId' in patch) {
    const { onlyIf } = patch;
    return 'moved' in onlyIf ? 'FROM c WHERE NOT IS_DEFINED(c.movedTo)' : `FROM c WHERE c.outbox.state IN (${literals(onlyIf.outbox)})`;
  }
  const { status, to, isProbe, opened } = patch.onlyIf ?? { status: Notification.shape.status.options, to: null };
  const recipient = to === null ? '' : ` AND c["to"].address = ${JSON.stringify(to)}`;
  const probe = isProbe === false ? ' AND NOT IS_DEFINED(c.probe)' : '';
  const times = opened === 0 ? ' AND NOT IS_DEFINED(c.opened)' : opened === undefined ? '' : ` AND c.opened.times = ${opened}`;
  return `FROM c WHERE c.status IN (${literals(status)})${recipient}${probe}${times}`;
}

const literals = (texts: readonly string[]): string => texts.map((text) => JSON.stringify(text)).join(', ');

const parameter = (name: string, value: string): SqlParameter => ({ name, value });
