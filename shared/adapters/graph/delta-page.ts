import { z } from 'zod';
import { GraphRefusal } from './graph-error.ts';
import { parseAnswer } from './parse-response.ts';

const Message = z.object({
  id: z.string().min(1).max(1024),
  receivedDateTime: z.iso.datetime({ offset: true }).nullish(),
  '@removed': z.unknown().optional(),
});

/** A page of a delta query on messages (Microsoft Graph, message: delta). */
const DeltaPage = z.object({
  value: z.array(Message).max(1000),
  '@odata.nextLink': z.string().max(8192).optional(),
  '@odata.deltaLink': z.string().max(8192).optional(),
});

/**
 * The messages of the page, oldest first, and the link to continue with; `last`: there are no more
 * until something changes.
 */
export type DeltaMessages = { messages: { id: string; receivedAt: Date | null }[]; link: string; last: boolean };

/** Reads a page. Throws GraphRefusal if it isn't one. */
export function parseDeltaPage(body: unknown): DeltaMessages {
  const { value, '@odata.nextLink': next, '@odata.deltaLink': delta } = parseAnswer(DeltaPage, body);
  const link = next ?? delta;
  if (link === undefined) throw new GraphRefusal(0, 'UnreadableAnswer', 'a page of changes has neither nextLink nor deltaLink');
  const present = value.filter((message) => message['@removed'] === undefined);
  const messages = present.map(({ id, receivedDateTime }) => ({ id, receivedAt: receivedDateTime ? new Date(receivedDateTime) : null }));
  messages.sort((a, b) => (a.receivedAt?.getTime() ?? 0) - (b.receivedAt?.getTime() ?? 0));
  return { messages, link, last: next === undefined };
}
