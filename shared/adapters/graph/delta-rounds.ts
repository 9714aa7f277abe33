import { z } from 'zod';
import type { FolderStep } from '../each-folder.ts';
import { type DeltaMessages, parseDeltaPage } from './delta-page.ts';
import type { Graph } from './graph-api.ts';
import { GraphRefusal } from './graph-error.ts';

/** Ids in a page of changes. */
const pageSize = 200;
/** With a filter a first round ends after so many (Microsoft Graph, message: delta). */
const maxFiltered = 5000;
/** How far behind the newest known mail a folder is read anew. */
const overlapMs = 24 * 3_600_000;

/**
 * How far a folder has been read: the last link that Graph gave, the time of the newest mail; and
 * in a first round since when it lists, and how many came so far.
 */
const Position = z.object({
  link: z.string(),
  newest: z.iso.datetime().nullable(),
  from: z.iso.datetime().nullable(),
  given: z.number().int().min(0),
});
type Position = z.infer<typeof Position>;

/**
 * The new mails of a folder by delta query, a step for each and one after each page. `token`: how
 * far it has been read, null: not at all; then mails since `since` are given, or all. Exchange
 * keeps the state of a query for a few generations only: a link is used once, and when the last one
 * has become too old, a new query begins a day before the newest mail.
 */
export async function* newInFolder(graph: Graph, messages: string, token: string | null, since: Date | null): AsyncGenerator<FolderStep> {
  const begin = (from: Date | null, newest: string | null = null): Position => {
    const filter = from && `&$filter=${encodeURIComponent(`receivedDateTime ge ${from.toISOString()}`)}`;
    const link = `${messages}/delta?changeType=created&$select=id,receivedDateTime${filter ?? ''}`;
    return { link, newest, from: from?.toISOString() ?? null, given: 0 };
  };
  const page = async (path: string) =>
    parseDeltaPage(await graph.json('GET', path, { prefer: `IdType="ImmutableId", odata.maxpagesize=${pageSize}` }));

  const kept = token === null ? null : parsePosition(token);
  let position = kept ?? begin(since);
  let isKept = kept !== null;
  for (let last = false; !last; ) {
    let found: DeltaMessages;
    try {
      found = await page(position.link);
    } catch (error) {
      if (!(isExpired(error) || (isKept && isForeign(error)))) throw error;
      const anew = begin(laterOf(since, position.newest), position.newest);
      if (anew.link === position.link) throw error;
      position = anew;
      found = await page(position.link);
    }
    isKept = false;
    if (found.link === position.link && !found.last) throw new GraphRefusal(0, 'UnreadableAnswer', 'the next page is this one again');
    for (const mail of found.messages) yield { mail: { kind: 'listed', ...mail }, tokenAfter: null };
    last = found.last;
    const given = position.given + found.messages.length;
    const newest = newestOf(position.newest, found);
    if (last && position.from !== null && given >= maxFiltered) {
      // the filter has cut the rest off: all mails are listed, and those that are known passed over
      position = begin(null, newest);
      last = false;
      continue;
    }
    position = { link: found.link, newest, from: last ? null : position.from, given: last ? 0 : given };
    yield { mail: null, tokenAfter: JSON.stringify(position) };
  }
}

/** The token of an earlier version is the link alone. */
function parsePosition(token: string): Position {
  const plain: Position = { link: token, newest: null, from: null, given: 0 };
  if (!token.startsWith('{')) return plain;
  try {
    return Position.safeParse(JSON.parse(token)).data ?? plain;
  } catch {
    return plain;
  }
}

function laterOf(since: Date | null, newest: string | null): Date | null {
  if (newest === null) return since;
  const from = new Date(Date.parse(newest) - overlapMs);
  return since && since > from ? since : from;
}

function newestOf(before: string | null, { messages }: DeltaMessages): string | null {
  const times = messages.flatMap(({ receivedAt }) => (receivedAt ? [receivedAt.getTime()] : []));
  if (before !== null) times.push(Date.parse(before));
  return times.length === 0 ? null : new Date(Math.max(...times)).toISOString();
}

/**
 * Outlook's delta links expire after an unspecified time; 410 and these codes ask to start again
 * (Microsoft Graph, delta query overview).
 */
const isExpired = (error: unknown): boolean =>
  error instanceof GraphRefusal && (error.status === 410 || /^(syncState|resync)/i.test(error.code));

/**
 * A stored link to another server is from another cloud (GRAPH_URL was changed): nothing is sent
 * there.
 */
const isForeign = (error: unknown): boolean => error instanceof GraphRefusal && error.code === 'ForeignLink';
