import { bytesOf, fitMessage } from '../api/fit-message.ts';
import { fromMessageCursor, toMessageCursor } from '../api/message-cursor.ts';
import { type ApiMessage, type ApiMessagePage, toApiMessage } from '../api/messages.ts';
import { ticketEtag } from '../api/ticket-version.ts';
import { type ApiTicketWithMessages, toApiTicket } from '../api/tickets.ts';
import { isOutgoing } from '../domain/conversation/plan-release.ts';
import { everybody } from '../domain/conversation/recipients.ts';
import { BigBody } from '../domain/tickets/body-blob.ts';
import type { Message } from '../domain/tickets/message.ts';
import type { Position } from '../domain/tickets/position.ts';
import type { Ticket } from '../domain/tickets/ticket.ts';
import { type FindTicketDeps, findTicket } from './find-ticket.ts';
import { type HeldAmongDeps, heldAmong } from './held-among.ts';
import { newestFirst, partitionsOf } from './newest-first.ts';
import { type DeliveriesDeps, withDeliveries } from './with-deliveries.ts';

/** What reading a ticket reads. */
export type ReadTicketDeps = DeliveriesDeps &
  HeldAmongDeps &
  FindTicketDeps & {
    browse: {
      /**
       * The messages of a ticket before a place (null: all), the latest first, read as far as they
       * are asked for.
       */
      messagesBefore(ticketId: string, before: Position | null): AsyncIterable<Message>;
    };
    /** A long body; null when there is none. */
    files: { body(name: string, maxBytes: number): Promise<Uint8Array | 'too-large' | null> };
    queueNameOf(queueId: string): Promise<string>;
  };

/**
 * One answer holds so many messages, and so many bytes, whatever was written into the ticket: a
 * flood of 90 KB mails made answers of 277 MB.
 */
const maxMessages = 100;
const maxBytes = 1_000_000;
/** What stands around the messages: names of fields, the cursor. */
const frameBytes = 2000;
/** One mail of a message: an address, and a reason in words. */
const maxDeliveryBytes = 1000;

/**
 * A ticket by id or number with its newest messages, oldest of them first, and the cursor for those
 * before; and its version (ETag). One that was merged leads to the ticket that it became part of,
 * which shows the messages of both.
 *
 * @throws ProblemError 404 when there is no such ticket.
 */
export async function readTicket(deps: ReadTicketDeps, idOrNumber: string): Promise<{ item: ApiTicketWithMessages; etag: string }> {
  const { ticket, etag } = await findTicket(deps, idOrNumber);
  const shown = toApiTicket(ticket, await deps.queueNameOf(ticket.queueId));
  const [{ items, earlier }, held] = await Promise.all([
    readPage(deps, ticket, null, maxBytes - frameBytes - bytesOf(shown)),
    heldAmong(deps, ticket),
  ]);
  const messages = await withDeliveries(deps, partitionsOf(ticket), items);
  return { item: { ...shown, messages, earlier, held }, etag: ticketEtag(ticket, etag) };
}

/**
 * The messages of a ticket before a cursor (the newest without one), oldest of them first.
 *
 * @throws ProblemError 404 when there is no such ticket, 400 when the cursor is none of this
 * ticket.
 */
export async function readMessages(deps: ReadTicketDeps, idOrNumber: string, cursor: string | undefined): Promise<ApiMessagePage> {
  const { ticket } = await findTicket(deps, idOrNumber);
  const before = cursor === undefined ? null : fromMessageCursor(ticket.ticketId, cursor);
  const { items, earlier } = await readPage(deps, ticket, before, maxBytes - frameBytes);
  return { items: await withDeliveries(deps, partitionsOf(ticket), items), earlier };
}

/**
 * The latest messages before a place that fit into so many bytes; one that alone does not fit is
 * cut.
 */
async function readPage(
  { browse, files }: ReadTicketDeps,
  ticket: Ticket,
  before: Position | null,
  maxPageBytes: number,
): Promise<ApiMessagePage> {
  const items: ApiMessage[] = [];
  const page = (earlier: string | null): ApiMessagePage => ({ items: items.toReversed(), earlier });
  let bytesLeft = maxPageBytes;
  const sources = partitionsOf(ticket).map((ticketId) => browse.messagesBefore(ticketId, before));
  for await (const message of newestFirst(sources)) {
    const oldest = items.at(-1);
    const deliveryBytes = isOutgoing(message) ? everybody(message).length * maxDeliveryBytes : 0;
    const shown = items.length < maxMessages ? await wholeMessage(files, message, bytesLeft) : null;
    const bytes = shown ? bytesOf(shown) + 1 + deliveryBytes : 0;
    if (oldest && (!shown || bytes > bytesLeft)) return page(toMessageCursor(ticket.ticketId, oldest));
    const fitting = shown && bytes <= bytesLeft ? shown : fitMessage(shown ?? begunMessage(message), bytesLeft - deliveryBytes);
    items.push(fitting);
    bytesLeft -= bytesOf(fitting) + 1 + deliveryBytes;
  }
  return page(null);
}

/**
 * A message with the whole of its body, or with the beginning when the rest is gone; null when the
 * body is larger than so many bytes.
 */
async function wholeMessage(files: ReadTicketDeps['files'], message: Message, bytes: number): Promise<ApiMessage | null> {
  if (message.bodyBlob === null) return toApiMessage(message, { ...message, truncated: false });
  const body = await files.body(message.bodyBlob, bytes);
  if (body === 'too-large') return null;
  if (body === null) return begunMessage(message);
  return toApiMessage(message, { ...BigBody.parse(JSON.parse(Buffer.from(body).toString('utf8'))), truncated: false });
}

/** A message with what its item holds of a body that is elsewhere. */
const begunMessage = (message: Message): ApiMessage => toApiMessage(message, { ...message, truncated: true });
