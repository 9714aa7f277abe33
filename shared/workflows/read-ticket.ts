import { z } from 'zod';
import { type ApiMessage, type ApiTicket, toApiMessage, toApiTicket } from '../domain/api/tickets.ts';
import type { Message, Ticket } from '../domain/ticket.ts';

/** What reading a ticket reads. */
export type ReadTicketDeps = {
  browse: { ticket(idOrNumber: string): Promise<Ticket | null>; messages(ticketId: string): Promise<Message[]> };
  files: { body(name: string): Promise<Uint8Array | null> };
  queueNameOf(queueId: string): Promise<string>;
};

const Body = z.object({ text: z.string(), html: z.string().nullable() });

/** A ticket by id or number with its messages, oldest first, their whole bodies put in; null when there is none. */
export async function readTicket(deps: ReadTicketDeps, idOrNumber: string): Promise<(ApiTicket & { messages: ApiMessage[] }) | null> {
  const ticket = await deps.browse.ticket(idOrNumber);
  if (!ticket) return null;
  const [messages, queueName] = await Promise.all([deps.browse.messages(ticket.ticketId), deps.queueNameOf(ticket.queueId)]);
  const shown = await Promise.all(messages.map(async (message) => toApiMessage(message, await bodyOf(deps, message))));
  return { ...toApiTicket(ticket, queueName), messages: shown };
}

/** The body of a message: in the item, or in its blob; what the item has of it when the blob is gone. */
async function bodyOf({ files }: ReadTicketDeps, message: Message): Promise<{ text: string; html: string | null }> {
  const bytes = message.bodyBlob === null ? null : await files.body(message.bodyBlob);
  return bytes === null ? message : Body.parse(JSON.parse(Buffer.from(bytes).toString('utf8')));
}
