import type { Container } from '@azure/cosmos';
import type { Versioned } from '../../domain/changes/merge-step.ts';
import { messageIdHash } from '../../domain/ids.ts';
import { Message } from '../../domain/tickets/message.ts';
import type { Position } from '../../domain/tickets/position.ts';
import { Ticket } from '../../domain/tickets/ticket.ts';
import { TicketEvent } from '../../domain/tickets/ticket-event.ts';
import type { TicketFilter } from '../../domain/tickets/ticket-filter.ts';
import type { MailFilter } from '../../domain/trace/mail-filter.ts';
import { MailTrace } from '../../domain/trace/mail-trace.ts';
import { conditionList, listPage } from './list-page.ts';
import { notificationList } from './notification-list.ts';
import { readableRows } from './parse-item.ts';
import { queryAll, queryEach } from './query.ts';

/** A message may take 100 KB: so many are held beside those that are shown already. */
const messagesAtOnce = 20;
const eventsAtOnce = 50;

/**
 * The tickets container as technicians look at it. No query reads more than a page of what it
 * lists.
 */
export const browseStore = (container: Container, report: (problem: string) => void = console.error) => ({
  ...notificationList(container, report),

  /** A page of tickets, the latest changed first, and where the next one goes on. */
  async tickets(filter: TicketFilter): Promise<{ items: Ticket[]; next: Position | null }> {
    const conditions = conditionList('ticket');
    conditions.add('c.status = @', filter.status);
    conditions.add('c.queueId = @', filter.queueId);
    // those of an earlier version have no priority
    conditions.add(filter.priority === 'normal' ? '(c.priority = @ OR NOT IS_DEFINED(c.priority))' : 'c.priority = @', filter.priority);
    conditions.add('ARRAY_CONTAINS(c.tags, @)', filter.tag?.trim().toLowerCase());
    if (filter.assignee === 'none') conditions.clauses.push('(NOT IS_DEFINED(c.assignee) OR IS_NULL(c.assignee))');
    else conditions.add('c.assignee = @', filter.assignee?.toLowerCase());
    if (filter.alert) conditions.clauses.push('IS_DEFINED(c.alert.id)');
    conditions.add('c.requester.address = @', filter.requester?.toLowerCase());
    conditions.add('(c.client.name = @ OR c.client.id = @)', filter.client);
    conditions.add('CONTAINS(c.searchText, @)', filter.search?.toLowerCase());
    const page = await listPage(container, conditions, ['updatedAt', 'ticketId'], filter);
    return { items: readableRows(Ticket, page.rows, report).map(([ticket]) => ticket), next: page.next };
  },

  /** A page of mails, the latest first, and where the next one goes on. */
  async mails(filter: MailFilter): Promise<{ items: MailTrace[]; next: Position | null }> {
    const conditions = conditionList('mail');
    conditions.add('c.messageIdHash = @', filter.messageId === undefined ? undefined : messageIdHash(filter.messageId.trim()));
    conditions.add('c["from"].address = @', filter.from?.toLowerCase());
    conditions.add('c.outcome = @', filter.outcome);
    conditions.add('c.mailboxId = @', filter.mailboxId);
    const page = await listPage(container, conditions, ['receivedAt', 'mailId'], filter);
    return { items: readableRows(MailTrace, page.rows, report).map(([trace]) => trace), next: page.next };
  },

  /** A ticket by its id or number, or null. */
  async ticket(idOrNumber: string): Promise<Ticket | null> {
    return (await versionOf(container, idOrNumber))?.ticket ?? null;
  },

  /** A ticket by its id or number with its version, or null. */
  versioned: (idOrNumber: string): Promise<Versioned | null> => versionOf(container, idOrNumber),

  /**
   * The events of a ticket before a place (null: all), the latest first, those of the same moment
   * by id; a few are read at a time, as they are asked for.
   */
  async *eventsBefore(ticketId: string, before: Position | null): AsyncGenerator<TicketEvent> {
    for await (const row of newestFirst(container, 'event', ticketId, before, eventsAtOnce)) {
      for (const [event] of readableRows(TicketEvent, [row], report)) yield event;
    }
  },

  /**
   * The messages of a ticket before a place (null: all), the latest first, those of the same moment
   * by id; a few are read at a time, as they are asked for. What was taken back is shown nowhere.
   */
  async *messagesBefore(ticketId: string, before: Position | null): AsyncGenerator<Message> {
    for await (const row of newestFirst(container, 'message', ticketId, before, messagesAtOnce)) {
      for (const [message] of readableRows(Message, [row], report)) if (message.outbox?.state !== 'undone') yield message;
    }
  },

  async message(ticketId: string, id: string): Promise<Message | null> {
    const { resource } = await container.item(id, ticketId).read();
    return resource?.type === 'message' ? Message.parse(resource) : null;
  },

  /**
   * The trace of a mail, or null. When attempts have left several: that with a ticket, else a
   * finished one, of these the latest.
   */
  async mail(mailId: string): Promise<MailTrace | null> {
    const rows = await queryAll(container, "SELECT * FROM c WHERE c.type = 'mail' AND c.mailId = @mailId", [
      { name: '@mailId', value: mailId },
    ]);
    const traces = readableRows(MailTrace, rows, report).map(([trace]) => trace);
    const rank = ({ ticketNumber, outcome }: MailTrace) =>
      ticketNumber !== null ? 0 : outcome !== 'processing' && outcome !== 'failed' ? 1 : 2;
    return (
      traces.toSorted((a, b) => rank(a) - rank(b) || compare(b.processedAt, a.processedAt) || compare(a.ticketId, b.ticketId))[0] ?? null
    );
  },
});

/** A message that was made a ticket of its own has left a stub behind, which is shown no more. */
const isShown = { message: ' AND NOT IS_DEFINED(c.movedTo)', event: '' };

function newestFirst(container: Container, type: 'message' | 'event', ticketId: string, before: Position | null, pageRows: number) {
  const place = before ? ' AND c.at <= @at AND (c.at < @at OR c.id < @id)' : '';
  const query = `SELECT * FROM c WHERE c.type = '${type}'${isShown[type]}${place} ORDER BY c.at DESC, c.id DESC`;
  const parameters = Object.entries(before ?? {}).map(([name, value]) => ({ name: `@${name}`, value }));
  return queryEach(container, query, parameters, { partitionKey: ticketId, pageRows });
}

async function versionOf(container: Container, idOrNumber: string): Promise<Versioned | null> {
  if (!/^[A-Za-z][A-Za-z0-9]{1,9}-\d{1,12}$/.test(idOrNumber)) {
    const { resource } = await container.item('ticket', idOrNumber).read();
    return resource === undefined ? null : { ticket: Ticket.parse(resource), etag: String(resource._etag) };
  }
  const value = idOrNumber.toUpperCase();
  const [row] = await queryAll(container, "SELECT * FROM c WHERE c.type = 'ticket' AND c.number = @value", [{ name: '@value', value }]);
  return row ? { ticket: Ticket.parse(row), etag: String(row._etag) } : null;
}

const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
