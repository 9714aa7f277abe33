import type { Cursor, GraphMailbox } from '../../domain/mailboxes/mailbox.ts';
import { MailSourceError } from '../../errors.ts';
import type { MailSource, SourceStep } from '../../ports/mail-source.ts';
import { type DeltaMessages, parseDeltaPage } from './delta-page.ts';
import { folderIdFor } from './folder-id-for.ts';
import type { Graph } from './graph-api.ts';
import { GraphRefusal } from './graph-error.ts';
import { listGraphFolders } from './list-folders.ts';

/** Ids in a page of changes. */
const pageSize = 50;

/**
 * A Microsoft 365 mailbox over Microsoft Graph. Mails have immutable ids, which stay the same when
 * a mail is moved. `newMails` lists mails without their bytes, by delta query; its cursor is the
 * last link that Graph gave, a new one after each page.
 */
export function graphSource(mailbox: GraphMailbox, graph: Graph, mailBytes: number): MailSource {
  const user = `/users/${encodeURIComponent(mailbox.user)}`;
  const message = (remoteId: string) => `${user}/messages/${encodeURIComponent(remoteId)}`;
  const start = `${user}/mailFolders/${encodeURIComponent(mailbox.folder)}/messages/delta?changeType=created&$select=id,receivedDateTime`;
  const page = async (path: string) =>
    parseDeltaPage(await graph.json('GET', path, { prefer: `IdType="ImmutableId", odata.maxpagesize=${pageSize}` }));

  return {
    async *newMails(cursor) {
      yield* newMails(page, start, cursor);
    },

    async rawMail(remoteId) {
      const raw = await graph.bytes(`${message(remoteId)}/$value`, mailBytes);
      if (raw === 'too-large') throw new MailSourceError('too-large', `It is larger than ${mailBytes} bytes`, { remoteId });
      return raw;
    },

    async acknowledge(remoteIds, after) {
      if (after.action === 'leave' || remoteIds.length === 0) return;
      const destinationId = after.action === 'move' ? await folderIdFor(graph, user, after.folder) : '';
      for (const remoteId of remoteIds) {
        await passingOverGone(
          after.action === 'move'
            ? graph.json('POST', `${message(remoteId)}/move`, { body: { destinationId } })
            : graph.json('PATCH', message(remoteId), { body: { isRead: true } }),
        );
      }
    },

    listFolders: () => listGraphFolders(graph, user),

    async close() {},
  };
}

async function* newMails(page: (path: string) => Promise<DeltaMessages>, start: string, cursor: Cursor | null): AsyncGenerator<SourceStep> {
  const kept = fromCursor(cursor) ?? start;
  let path = kept;
  for (let last = false; !last; ) {
    const found = await page(path).catch((error: unknown) => {
      // the link is too old: all mails are listed again, and those that are known are skipped
      if (path !== start && (isExpired(error) || (path === kept && isForeign(error)))) return page(start);
      throw error;
    });
    if (found.link === path && !found.last) throw new GraphRefusal(0, 'UnreadableAnswer', 'the next page is this one again');
    for (const { id, receivedAt } of found.messages) {
      yield { mail: { kind: 'listed', remoteId: id, size: 0, receivedAt }, cursorAfter: null };
    }
    path = found.link;
    last = found.last;
    yield { mail: null, cursorAfter: { kind: cursorKind, token: path } };
  }
}

const cursorKind = 'graph';

/**
 * The delta link of a cursor. Null: there is none, or it is another source's; the folder is then
 * read from its start. A link that leads to nowhere is a foreign one below, and is read likewise.
 */
const fromCursor = (cursor: Cursor | null): string | null => (cursor?.kind === cursorKind ? cursor.token : null);

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

async function passingOverGone(request: Promise<unknown>): Promise<void> {
  try {
    await request;
  } catch (error) {
    if (!(error instanceof GraphRefusal && error.status === 404)) throw error;
  }
}
