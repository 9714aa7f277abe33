import type { GraphMailbox } from '../../domain/mailboxes/mailbox.ts';
import { MailSourceError } from '../../errors.ts';
import type { MailListing, MailSource } from '../../ports/mail-source.ts';
import { eachFolder } from '../each-folder.ts';
import { listByTime } from '../list-by-time.ts';
import { parseMessages } from './delta-page.ts';
import { newInFolder } from './delta-rounds.ts';
import { folderIdFor } from './folder-id-for.ts';
import type { Graph } from './graph-api.ts';
import { GraphRefusal } from './graph-error.ts';
import { listGraphFolders } from './list-folders.ts';

/** Mails in a part of a listing. */
const listSize = 250;

/**
 * A Microsoft 365 mailbox over Microsoft Graph. Mails have immutable ids, which stay the same when
 * a mail is moved. `newMails` lists mails without their bytes, by delta query.
 */
export function graphSource(mailbox: GraphMailbox, graph: Graph, mailBytes: number): MailSource & MailListing {
  const user = `/users/${encodeURIComponent(mailbox.user)}`;
  const message = (remoteId: string) => `${user}/messages/${encodeURIComponent(remoteId)}`;
  const messages = (folder: string) => `${user}/mailFolders/${encodeURIComponent(folder)}/messages`;

  return {
    async *newMails(cursor, limits) {
      yield* eachFolder(mailbox, cursor, new Date(), limits, (folder, token, since) => newInFolder(graph, messages(folder), token, since));
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
    listMails: (since, page) =>
      listByTime(mailbox.folders, since, page, async (folder, from, skip) => {
        // what is ordered by has to be filtered by as well (Microsoft Graph, list messages)
        const filter = encodeURIComponent(`receivedDateTime ge ${(from ?? new Date(0)).toISOString()}`);
        const query = `$filter=${filter}&$orderby=receivedDateTime&$select=id,receivedDateTime&$top=${listSize}&$skip=${skip}`;
        const found = parseMessages(await graph.json('GET', `${messages(folder)}?${query}`));
        return { mails: found.messages, times: found.messages.map(({ receivedAt }) => receivedAt), more: found.hasMore };
      }),

    async close() {},
  };
}

async function passingOverGone(request: Promise<unknown>): Promise<void> {
  try {
    await request;
  } catch (error) {
    if (!(error instanceof GraphRefusal && error.status === 404)) throw error;
  }
}
