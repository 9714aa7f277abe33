import { z } from 'zod';
import type { EwsMailbox } from '../../domain/mailboxes/mailbox.ts';
import { MailSourceError } from '../../errors.ts';
import type { MailListing, MailSource } from '../../ports/mail-source.ts';
import { eachFolder, type FolderStep } from '../each-folder.ts';
import { listByTime } from '../list-by-time.ts';
import type { Dialer } from '../net/dialer.ts';
import { type RefusedLogins, refusedLogins } from '../net/refused-logins.ts';
import { type CheckServerIdentity, shownCertificate } from '../net/shown-certificate.ts';
import { connectEws, type Ews, type EwsOptions } from './ews-connection.ts';
import type { EwsLogin } from './ews-session.ts';
import { folderIdFor, folderIdToMoveTo } from './folders.ts';
import { findItems, type ListedItem, markRead, mimeContent, moveItems, syncFolderItems } from './items.ts';
import { listEwsFolders } from './list-folders.ts';

export type EwsDeps = {
  /** The largest mail that is read, in bytes. */
  mailBytes: number;
  /** Where a mailbox without an address of its own for EWS is reached. */
  findUrl(mailbox: EwsMailbox, login: EwsLogin): Promise<URL>;
  /** Logins that were refused a short while ago; none are remembered without. */
  refused?: RefusedLogins;
  /** Lets a few requests for a mailbox go out at a time. */
  turns?: EwsOptions['turns'];
  /** Makes its connections. */
  dialer: Dialer;
  /** A certificate authority to trust where the mailbox pins none (PEM). */
  certificateAuthority?: string;
  /** For each request, in milliseconds; smaller in tests. */
  timeoutMs?: number;
};

/** A mail of 35 MB, and its third in base64, at 4 Mbit/s. */
const usualTimeoutMs = 100_000;

/** So many pages are put in order before their mails are given, the oldest first. */
const pagesAtATime = 4;

/**
 * How far a folder has been read: its path as it was set, its id, and the state that Exchange gave.
 */
const Position = z.object({ folder: z.string(), folderId: z.string(), syncState: z.string() });
type Position = z.infer<typeof Position>;

/**
 * A mailbox of an Exchange server over EWS, one connection from the first call to `close`.
 * `newMails` lists without handing over the bytes. A mail's id is that of its item, which stays
 * while it lies in its folder and is another one when it has been moved.
 */
export function ewsSource(mailbox: EwsMailbox, login: EwsLogin, deps: EwsDeps): MailSource & MailListing {
  let opening: Promise<Ews> | null = null;
  const certificate = shownCertificate();
  const connection = () => {
    opening ??= connect(mailbox, login, deps, certificate.check);
    return opening;
  };
  /** Looked up once for all parts of a listing. */
  const folderIds = new Map<string, string>();
  const owner = mailbox.access === 'full-access' ? mailbox.address : null;
  return {
    async *newMails(cursor, limits) {
      const ews = await connection();
      yield* eachFolder(mailbox, cursor, new Date(), limits, (folder, token) => newInFolder(ews, folder, owner, token));
    },
    async rawMail(remoteId) {
      return mimeContent(await connection(), remoteId, deps.mailBytes);
    },
    async acknowledge(remoteIds, after) {
      if (after.action === 'leave' || remoteIds.length === 0) return;
      const ews = await connection();
      if (after.action === 'mark-seen') return markRead(ews, remoteIds);
      await moveItems(ews, remoteIds, await folderIdToMoveTo(ews, after.folder, owner));
    },
    async listFolders() {
      return listEwsFolders(await connection(), owner);
    },
    listMails: (since, page) =>
      listByTime(mailbox.folders, since, page, async (folder, from, skip) => {
        const ews = await connection();
        const folderId = folderIds.get(folder) ?? (await folderIdFor(ews, folder, owner));
        folderIds.set(folder, folderId);
        return findItems(ews, folderId, from, skip);
      }),
    async close() {
      const ews = await opening?.catch(() => null);
      ews?.close();
    },
    certificate: certificate.seen,
  };
}

async function connect(mailbox: EwsMailbox, login: EwsLogin, deps: EwsDeps, checkServerIdentity: CheckServerIdentity): Promise<Ews> {
  const { user, passwordBy, address, access } = mailbox;
  return connectEws({
    url: mailbox.url === null ? await deps.findUrl(mailbox, login) : new URL(mailbox.url),
    ...{ user, passwordBy, login, address },
    impersonates: access === 'impersonation',
    refused: deps.refused ?? refusedLogins(Date.now),
    turns: deps.turns ?? ((_, work) => work()),
    dialer: deps.dialer,
    certificateAuthority: mailbox.caCertificate ?? deps.certificateAuthority,
    checkServerIdentity,
    timeoutMs: deps.timeoutMs ?? usualTimeoutMs,
  });
}

async function* newInFolder(ews: Ews, folder: string, owner: string | null, token: string | null): AsyncGenerator<FolderStep> {
  const start = async (): Promise<Position> => ({ folder, folderId: await folderIdFor(ews, folder, owner), syncState: '' });
  const kept = positionIn(token, folder);
  let position = kept ?? (await start());
  for (let last = false; !last; ) {
    let found = await changesSince(ews, position);
    // the folder was made anew, or the server restored: all there is comes again, and those that
    // are known are passed over
    if (found === null) {
      position = await start();
      found = await changesSince(ews, position);
    }
    if (found === null) throw ews.refusal({ code: 'ErrorInvalidSyncStateData', text: 'it refuses to list the folder', backOffMs: null });
    for (const { id, size, receivedAt } of found.items) {
      yield { mail: { kind: 'listed', remoteId: id, size, receivedAt }, tokenAfter: null };
    }
    position = { ...position, syncState: found.syncState };
    last = found.last;
    yield { mail: null, tokenAfter: JSON.stringify(position) };
  }
}

type Changes = { items: ListedItem[]; syncState: string; last: boolean };

/** A few pages of what is new, the oldest first; null: the position is of no use any more. */
async function changesSince(ews: Ews, { folderId, syncState: since }: Position): Promise<Changes | null> {
  const items = new Map<string, ListedItem>();
  let [syncState, last] = [since, false];
  for (let pages = 0; pages < pagesAtATime && !last; pages += 1) {
    const page = await syncFolderItems(ews, folderId, syncState).catch((error: unknown) => {
      // a path that was looked up once is not looked up again while its folder is there
      if (since !== '' && error instanceof MailSourceError && error.failure === 'folder-missing') return 'invalid-state' as const;
      throw error;
    });
    if (page === 'invalid-state') return null;
    if (page.syncState === syncState && !page.last)
      throw ews.refusal({ code: 'no progress', text: 'the next page is this one again', backOffMs: null });
    for (const item of page.items) items.set(item.id, item);
    syncState = page.syncState;
    last = page.last;
  }
  // as they are listed the newest come first, also of those that came within the same second
  const oldestFirst = [...items.values()].reverse().sort((a, b) => (a.receivedAt?.getTime() ?? 0) - (b.receivedAt?.getTime() ?? 0));
  return { items: oldestFirst, syncState, last };
}

/** Where a visit goes on; null: at the start, since nothing is kept, or of another folder. */
function positionIn(token: string | null, folder: string): Position | null {
  if (token === null) return null;
  try {
    const position = Position.parse(JSON.parse(token));
    return position.folder === folder ? position : null;
  } catch {
    return null;
  }
}
