import type { ImapFlow } from 'imapflow';
import type { AfterFetch, ImapMailbox } from '../../domain/mailboxes/mailbox.ts';
import { MailSourceError, type SourceFailure } from '../../errors.ts';
import type { MailListing, MailSource, ReadLimits, ReceivedRange, SourceMail } from '../../ports/mail-source.ts';
import { eachFolder, type FolderStep } from '../each-folder.ts';
import { shownCertificate } from '../net/shown-certificate.ts';
import { areGone, notHandedOver } from './are-gone.ts';
import { hasNews } from './has-news.ts';
import { connectImap, type ImapConnection, type ImapDeps, type ImapLogin, type ImapSession, openFolder } from './imap-connection.ts';
import { fromToken, toToken } from './imap-cursor.ts';
import { listImapFolders } from './list-folders.ts';
import { listUids } from './list-uids.ts';
import { type Listed, listed } from './listed-mails.ts';
import { fromRemoteId, toRemoteId } from './remote-id.ts';

/** Sizes are asked for so many mails at a time. */
const sizesAtATime = 200;
/** Of a mail that is too large, enough to show who sent it. */
const headBytes = 64 * 1024;
/** UIDs in one command; a server's line limit is 8 KB or more. */
const uidsAtATime = 200;

/**
 * A mailbox over IMAP4rev1/rev2 (RFC 3501, RFC 9051), one connection from the first call to
 * `close`. Mails are read without marking them as seen, one at a time: a mail of 50 MB is held
 * once, not next to others.
 */
export function imapSource(mailbox: ImapMailbox, login: ImapLogin, deps: ImapDeps): MailSource & MailListing {
  const { folders } = mailbox;
  const [first = ''] = folders;
  let connecting: Promise<ImapSession> | null = null;
  let opened: { folder: string; connection: Promise<ImapConnection> } | null = null;
  const certificate = shownCertificate();
  const session = () => {
    connecting ??= connectImap(mailbox, login, { ...deps, checkServerIdentity: certificate.check });
    return connecting;
  };
  const open = (folder: string) => {
    if (opened?.folder !== folder) {
      opened = { folder, connection: session().then((connected) => openFolder(connected, folder, folder === first ? null : folder)) };
    }
    return opened.connection;
  };
  return {
    async *newMails(cursor, limits) {
      yield* eachFolder(mailbox, cursor, new Date(), limits, async function* (folder, token, since) {
        if (opened?.folder !== folder && !(await hasNews(await session(), folder, token))) return;
        yield { mail: null, tokenAfter: null, bytesNext: true };
        yield* newInFolder(await open(folder), token, since, limits);
      });
    },
    async rawMail(remoteId) {
      const id = fromRemoteId(remoteId);
      if (!id || (id.folder !== null && !folders.includes(id.folder))) return null;
      const folder = await open(id.folder ?? first);
      if (id.uidValidity !== folder.uidValidity) return null;
      const raw = await readMail(folder, id.uid, deps.mailBytes);
      if (raw === 'too-large') throw new MailSourceError('too-large', `It is larger than ${deps.mailBytes} bytes`, { remoteId });
      return raw;
    },
    async acknowledge(remoteIds, after) {
      if (after.action === 'leave') return;
      const byFolder = Map.groupBy(remoteIds.map(fromRemoteId), (id) => id?.folder ?? first);
      for (const [name, ids] of [...byFolder].filter(([folder]) => folders.includes(folder))) {
        const folder = await open(name);
        // an id of an earlier UIDVALIDITY names another mail by now, or none
        const uids = ids.flatMap((id) => (id?.uidValidity === folder.uidValidity ? [id.uid] : []));
        for (let at = 0; at < uids.length; at += uidsAtATime) await acknowledge(folder, uids.slice(at, at + uidsAtATime), after);
      }
    },
    async listFolders() {
      return listImapFolders(await session());
    },
    listMails: listUids(folders, open),
    async close() {
      const connected = await connecting?.catch(() => null);
      await connected?.close();
    },
    certificate: certificate.seen,
  };
}

async function* newInFolder(
  open: ImapConnection,
  token: string | null,
  since: Date | null,
  { received, ...limits }: ReadLimits,
): AsyncGenerator<FolderStep> {
  const { uidValidity, name } = open;
  const read = fromToken(token);
  // another UIDVALIDITY: the server has numbered the folder anew, and every mail in it may be one
  // that is known (RFC 9051 2.3.1.1)
  const last = read?.uidValidity === uidValidity ? read.lastUid : 0;
  const wanted: ReceivedRange = { from: since, before: received?.before ?? null };
  const uids = await uidsAfter(open, last);
  let given = last;
  for (let at = 0; at < uids.length; at += sizesAtATime) {
    const rows = await listed(open, uids.slice(at, at + sizesAtATime));
    for (const { uid, size, receivedAt } of rows) {
      const remoteId = toRemoteId(uidValidity, uid, name);
      if (receivedAt !== null && isOutside(receivedAt, wanted)) {
        given = uid;
        yield { mail: null, tokenAfter: toToken(uidValidity, uid) };
        continue;
      }
      const body = await bodyOf(open, uid, size, remoteId, limits);
      if (!body) continue;
      yield { mail: { remoteId, size, receivedAt, ...body }, tokenAfter: toToken(uidValidity, uid) };
      given = uid;
    }
  }
  // what came and was removed again would make every STATUS look as if there were more
  const next = open.folder.uidNext;
  if (next > given + 1) yield { mail: null, tokenAfter: toToken(uidValidity, next - 1) };
}

const isOutside = (at: Date, { from, before }: ReceivedRange): boolean => (from !== null && at < from) || (before !== null && at >= before);

async function uidsAfter({ client, folder, run }: ImapConnection, last: number): Promise<number[]> {
  // a connection that has been open for a while learns of new mails by this (RFC 9051 6.1.2)
  await run(() => client.noop());
  if (folder.exists === 0) return [];
  const found = await run(() => client.search({ uid: `${last + 1}:*` }, { uid: true }));
  if (!found) throw new MailSourceError('protocol', 'The server refused to list the folder (UID SEARCH)');
  // "n:*" holds the newest mail even when its UID is below n (RFC 9051 9, seq-range)
  return found.filter((uid) => uid > last).sort((a, b) => a - b);
}

type Body = DistributiveOmit<Exclude<SourceMail, { kind: 'listed' }>, keyof Listed | 'remoteId'>;
type DistributiveOmit<Union, Keys extends PropertyKey> = Union extends unknown ? Omit<Union, Keys> : never;

/** The mail's bytes or why it is set aside; null: it was deleted in the meantime. */
async function bodyOf(open: ImapConnection, uid: number, size: number, remoteId: string, limits: ReadLimits): Promise<Body | null> {
  if (remoteId === limits.setAside) return { kind: 'set-aside', why: 'unreadable', head: null };
  const raw = size > limits.mailBytes ? 'too-large' : await readMail(open, uid, limits.mailBytes);
  if (raw !== 'too-large' && raw?.length === 0 && size > 0) throw notHandedOver(uid, remoteId);
  if (raw !== 'too-large') return raw && { kind: 'fetched', raw };
  return { kind: 'set-aside', why: 'too-large', head: await fetched(open, uid, headBytes) };
}

/**
 * The size that a server states may be wrong (Exchange estimates it), so no more than the limit is
 * asked for. Null: the mail is gone.
 */
async function readMail(open: ImapConnection, uid: number, limit: number): Promise<Uint8Array | 'too-large' | null> {
  const raw = await fetched(open, uid, limit + 1);
  return raw && raw.length > limit ? 'too-large' : raw;
}

/** The first bytes of a mail, without marking it as seen (BODY.PEEK). Null: the mail is gone. */
async function fetched(open: ImapConnection, uid: number, maxLength: number): Promise<Uint8Array | null> {
  const { client, name, uidValidity, run } = open;
  const remoteId = toRemoteId(uidValidity, uid, name);
  const row = await run(() => client.fetchOne(String(uid), { source: { start: 0, maxLength } }, { uid: true }), remoteId);
  const source = row ? row.source : null;
  if (source) return source;
  if (row) throw notHandedOver(uid, remoteId);
  await areGone(open, [uid]);
  return null;
}

async function acknowledge(
  { client, run }: ImapConnection,
  uids: number[],
  after: Exclude<AfterFetch, { action: 'leave' }>,
): Promise<void> {
  const range = uids.join(',');
  if (after.action === 'mark-seen') {
    if (await run(() => client.messageFlagsAdd(range, ['\\Seen'], { uid: true }))) return;
    throw refused(client, 'protocol', 'The server refused to mark mails as seen; is the folder read-only?');
  }
  const move = () => run(() => client.messageMove(range, after.folder, { uid: true }));
  if (await move()) return;
  // the folder isn't there yet (RFC 9051 6.4.8 TRYCREATE); some servers refuse to create one that
  // is
  await run(() => client.mailboxCreate(after.folder).catch(() => null));
  if (await move()) return;
  throw refused(client, 'folder-missing', `Mails can't be moved to "${after.folder}", nor could that folder be created`);
}

/** imapflow answers false to both, a refusal and a connection that broke. */
const refused = (client: ImapFlow, failure: SourceFailure, text: string): MailSourceError =>
  client.usable ? new MailSourceError(failure, text) : new MailSourceError('unreachable', 'The connection was lost');
