import type { Container } from '@azure/cosmos';
import type { MessageHead } from '../../domain/conversation/plan-reply.ts';
import type { Quoted, QuotedIds } from '../../domain/ingest/what-it-answers.ts';
import { Notification } from '../../domain/notifications/notification.ts';
import { Message } from '../../domain/tickets/message.ts';
import { queryAll } from './query.ts';

const Row = Notification.pick({ id: true, kind: true, audience: true, data: true, messageItemId: true, messageIdHash: true });
const Standing = Message.pick({ id: true, visibility: true, messageIdHash: true });
const Latest = Message.pick({ from: true, at: true, text: true, visibleText: true });
const Head = Message.pick({
  ...{ ticketId: true, id: true, at: true, kind: true, visibility: true, from: true, messageId: true, text: true },
});

/** How much of a message is read where only its beginning is shown. */
const maxBeginning = 300;
const maxWaiting = 100;
/** One Message-ID may have been used by many mails. */
const maxQuoted = 200;
/** Messages of an earlier version say nothing of who may read them: everybody. */
const ofClient = "(c.kind = 'client' AND NOT IS_DEFINED(c.movedTo) AND (NOT IS_DEFINED(c.visibility) OR c.visibility = 'public'))";

/** The tickets container as technicians write to it. Every function is one request. */
export const conversationStore = (container: Container) => ({
  /**
   * The latest public messages of a ticket's client, newest first, at most so many, each with the
   * beginning of its text; among them that of the id `seen` if it is one of the ticket. What became
   * a ticket of its own is not in this one.
   */
  async heads(ticketId: string, seen: string | null, max: number): Promise<MessageHead[]> {
    const query = `SELECT TOP ${Math.trunc(max)} c.ticketId, c.id, c.at, c.kind, c.visibility, c["from"], c.messageId, LEFT(c.text, ${maxBeginning}) AS text FROM c WHERE c.type = 'message' AND (${ofClient} OR c.id = @seen) ORDER BY c.at DESC`;
    const rows = await queryAll(container, query, [{ name: '@seen', value: seen ?? '' }], ticketId);
    return rows.map((row) => Head.parse(row));
  },

  /** Of a ticket, what has one of these ids, or went or came under one of these Message-IDs. */
  async quoted(ticketId: string, { rows: ids, hashes }: QuotedIds): Promise<Quoted> {
    if (ids.length + hashes.length === 0) return { rows: [], messages: [] };
    const names = (prefix: string, values: string[]) => values.map((value, index) => ({ name: `@${prefix}${index}`, value }));
    const [byId, byHash] = [names('i', ids), names('h', hashes)];
    const among = (field: string, parameters: { name: string }[]) =>
      parameters.length === 0 ? 'false' : `${field} IN (${parameters.map(({ name }) => name).join(', ')})`;
    const query = `SELECT TOP ${maxQuoted} c.type, c.id, c.kind, c.audience, c.data, c.messageItemId, c.visibility, c.messageIdHash FROM c WHERE c.type IN ('message', 'notification') AND (${among('c.id', byId)} OR ${among('c.messageIdHash', byHash)})`;
    const items = await queryAll(container, query, [...byId, ...byHash], ticketId);
    return {
      rows: items.filter(({ type }) => type === 'notification').map((item) => Row.parse(item)),
      messages: items.filter(({ type }) => type === 'message').map((item) => Standing.parse(item)),
    };
  },

  /** What the client wrote last that is for everybody, with its text; null: nothing. */
  async latestOfClient(ticketId: string): Promise<Pick<Message, 'from' | 'at' | 'text' | 'visibleText'> | null> {
    const query =
      "SELECT TOP 1 c[\"from\"], c.at, c.text, c.visibleText FROM c WHERE c.type = 'message' AND c.kind = 'client' AND (NOT IS_DEFINED(c.visibility) OR c.visibility = 'public') ORDER BY c.at DESC";
    const [latest] = await queryAll(container, query, [], ticketId);
    return latest ? Latest.parse(latest) : null;
  },

  /** The mails of a ticket that wait, those that were owed first before others. */
  async waiting(ticketId: string): Promise<Notification[]> {
    const query = `SELECT TOP ${maxWaiting} * FROM c WHERE c.type = 'notification' AND c.status = 'waiting' ORDER BY c.createdAt`;
    return (await queryAll(container, query, [], ticketId)).map((row) => Notification.parse(row));
  },

  /** The mails of these messages, in the order of their recipients. */
  async mailsOf(ticketId: string, messageItemIds: string[]): Promise<Notification[]> {
    if (messageItemIds.length === 0) return [];
    const names = messageItemIds.map((_, index) => `@m${index}`);
    const query = `SELECT * FROM c WHERE c.type = 'notification' AND c.messageItemId IN (${names.join(', ')})`;
    const rows = await queryAll(
      container,
      query,
      messageItemIds.map((value, index) => ({ name: names[index] ?? '', value })),
      ticketId,
    );
    return rows.map((row) => Notification.parse(row));
  },
});
