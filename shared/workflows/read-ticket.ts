import { type ApiMessage, type ApiTicket, toApiMessage, toApiTicket } from '../domain/api/tickets.ts';
import { BigBody } from '../domain/big-body.ts';
import type { Message, Ticket } from '../domain/ticket.ts';

/** What reading a ticket reads. */
export type ReadTicketDeps = {
  browse: { ticket(idOrNumber: string): Promise<Ticket | null>; messages(ticketId: string): Promise<Message[]> };
  files: { body(name: string): Promise<Uint8Array | null> };
  queueNameOf(queueId: string): Promise<string>;
};

type ShownBody = BigBody & { truncated: boolean };

/** Whole bodies of a ticket that are put into one answer: a hundred mails of megabytes would end the process. The latest come first. */
const mostBodyBytes = 20_000_000;
/** So many are read at once. */
const atOnce = 4;

/**
 * A ticket by id or number with its messages, oldest first; null when there is none. Whole bodies are put in up to 20 MB together, those of the
 * latest messages first; the others show their beginning and are `truncated`.
 */
export async function readTicket(deps: ReadTicketDeps, idOrNumber: string): Promise<(ApiTicket & { messages: ApiMessage[] }) | null> {
  const ticket = await deps.browse.ticket(idOrNumber);
  if (!ticket) return null;
  const [messages, queueName] = await Promise.all([deps.browse.messages(ticket.ticketId), deps.queueNameOf(ticket.queueId)]);
  const whole = await wholeBodies(deps, messages);
  const shown = messages.map((message) =>
    toApiMessage(message, whole.get(message.id) ?? { ...message, truncated: message.bodyBlob !== null }),
  );
  return { ...toApiTicket(ticket, queueName), messages: shown };
}

/** The bodies that are in blobs, by message id, as far as they may be put in and are there. */
async function wholeBodies({ files }: ReadTicketDeps, messages: Message[]): Promise<Map<string, ShownBody>> {
  const named = messages.flatMap(({ id, bodyBlob }) => (bodyBlob === null ? [] : [{ id, bodyBlob }])).toReversed();
  const bodies = new Map<string, ShownBody>();
  let bytesLeft = mostBodyBytes;
  for (let at = 0; at < named.length && bytesLeft > 0; at += atOnce) {
    const some = named.slice(at, at + atOnce);
    const contents = await Promise.all(some.map(({ bodyBlob }) => files.body(bodyBlob)));
    for (const [index, { id }] of some.entries()) {
      const bytes = contents[index];
      if (!bytes) continue;
      bytesLeft -= bytes.byteLength;
      if (bytesLeft >= 0) bodies.set(id, { ...BigBody.parse(JSON.parse(Buffer.from(bytes).toString('utf8'))), truncated: false });
    }
  }
  return bodies;
}
