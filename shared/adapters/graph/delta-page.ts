import { z } from 'zod';
import { GraphRefusal } from './graph-error.ts';
import { parseAnswer } from './parse-response.ts';

const Message = z.object({
  id: z.string().min(1).max(1024),
  receivedDateTime: z.iso.datetime({ offset: true }).nullish(),
  '@removed': z.unknown().optional(),
});

/** A page of messages, or of a delta query on them (Microsoft Graph, message: delta). */
const Page = z.object({
  value: z.array(Message).max(1000),
  '@odata.nextLink': z.string().max(8192).optional(),
  '@odata.deltaLink': z.string().max(8192).optional(),
});

/** A message of a page. The size is not asked for: Graph has it as an extended property only. */
export type ListedMessage = { remoteId: string; size: 0; receivedAt: Date | null };

/**
 * The messages of the page, oldest first, and the link to continue with; `last`: there are no more
 * until something changes.
 */
export type DeltaMessages = { messages: ListedMessage[]; link: string; last: boolean };

/** Reads a page of changes. Throws GraphRefusal if it isn't one. */
export function parseDeltaPage(body: unknown): DeltaMessages {
  const { value, '@odata.nextLink': next, '@odata.deltaLink': delta } = parseAnswer(Page, body);
  const link = next ?? delta;
  if (link === undefined) throw new GraphRefusal(0, 'UnreadableAnswer', 'a page of changes has neither nextLink nor deltaLink');
  const messages = value.filter((message) => message['@removed'] === undefined).map(toListed);
  messages.sort((a, b) => (a.receivedAt?.getTime() ?? 0) - (b.receivedAt?.getTime() ?? 0));
  return { messages, link, last: next === undefined };
}

/** Reads a page of messages, in their order. Throws GraphRefusal if it isn't one. */
export function parseMessages(body: unknown): { messages: ListedMessage[]; hasMore: boolean } {
  const { value, '@odata.nextLink': next } = parseAnswer(Page, body);
  return { messages: value.map(toListed), hasMore: next !== undefined };
}

const toListed = ({ id, receivedDateTime }: z.infer<typeof Message>): ListedMessage => ({
  remoteId: id,
  size: 0,
  receivedAt: receivedDateTime ? new Date(receivedDateTime) : null,
});
