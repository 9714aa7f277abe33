import type { ImapFlow } from 'imapflow';
import type { AfterFetch, Cursor, ImapMailbox } from '../../domain/mailboxes/mailbox.ts';
import { MailSourceError, type SourceFailure } from '../../errors.ts';
import type { MailSource, ReadLimits, ReceivedRange, SourceMail, SourceStep } from '../../ports/mail-source.ts';
import { shownCertificate } from '../net/shown-certificate.ts';
import { areGone, notHandedOver } from './are-gone.ts';
import { hasNews } from './has-news.ts';
import { connectImap, type ImapConnection, type ImapDeps, type ImapLogin, type ImapSession, openFolder } from './imap-connection.ts';
import { fromCursor, toCursor } from './imap-cursor.ts';
import { listImapFolders } from './list-folders.ts';
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
export function imapSource(mailbox: ImapMailbox, login: ImapLogin, deps: ImapDeps): MailSource {
  let connecting: Promise<ImapSession> | null = null;
  let opening: Promise<ImapConnection> | null = null;
  const certificate = shownCertificate();
  const session = () => {
    connecting ??= connectImap(mailbox, login, { ...deps, checkServerIdentity: certificate.check });
    return connecting;
  };
  const connection = () => {
    opening ??= session().then((open) => openFolder(open, mailbox.folder));
    return opening;
  };
  return {
    async *newMails(cursor, limits) {
      if (opening === null && !(await hasNews(await session(), mailbox.folder, cursor))) return;
      yield { mail: null, cursorAfter: null, bytesNext: true };
      yield* newMails(await connection(), cursor, limits);
    },
    async rawMail(remoteId) {
      const open = await connection();
      const id = fromRemoteId(remoteId);
      if (!id || id.uidValidity !== open.uidValidity) return null;
      const raw = await readMail(open, id.uid, deps.mailBytes);
      if (raw === 'too-large') throw new MailSourceError('too-large', `It is larger than ${deps.mailBytes} bytes`, { remoteId });
      return raw;
    },
    async acknowledge(remoteIds, after) {
      if (after.action === 'leave') return;
      const open = await connection();
      const ids = remoteIds.map(fromRemoteId);
      // an id of an earlier UIDVALIDITY names another mail by now, or none
      const uids = ids.flatMap((id) => (id?.uidValidity === open.uidValidity ? [id.uid] : []));
      for (let at = 0; at < uids.length; at += uidsAtATime) await acknowledge(open, uids.slice(at, at + uidsAtATime), after);
    },
    async listFolders() {
      return listImapFolders(await session());
    },
    async close() {
      const open = await connecting?.catch(() => null);
      await open?.close();
    },
    certificate: certificate.seen,
  };
}

async function* newMails(open: ImapConnection, cursor: Cursor | null, limits: ReadLimits): AsyncGenerator<SourceStep> {
  const { uidValidity } = open;
  const read = fromCursor(cursor);
  // another UIDVALIDITY: the server has numbered the folder anew, and every mail in it may be one
  // that is known (RFC 9051 2.3.1.1)
  const last = read?.uidValidity === uidValidity ? read.lastUid : 0;
  const uids = await uidsAfter(open, last);
  let given = last;
  for (let at = 0; at < uids.length; at += sizesAtATime) {
    const rows = await listed(open, uids.slice(at, at + sizesAtATime));
    for (const { uid, size, receivedAt } of rows) {
      const remoteId = toRemoteId(uidValidity, uid);
      if (receivedAt !== null && limits.received && isOutside(receivedAt, limits.received)) {
        given = uid;
        yield { mail: null, cursorAfter: toCursor(uidValidity, uid) };
        continue;
      }
      const body = await bodyOf(open, uid, size, remoteId, limits);
      if (!body) continue;
      yield { mail: { remoteId, size, receivedAt, ...body }, cursorAfter: toCursor(uidValidity, uid) };
      given = uid;
    }
  }
  // what came and was removed again would make every STATUS look as if there were more
  const next = open.folder.uidNext;
  if (next > given + 1) yield { mail: null, cursorAfter: toCursor(uidValidity, next - 1) };
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

type Listed = { uid: number; size: number; receivedAt: Date | null };

async function listed(open: ImapConnection, uids: number[]): Promise<Listed[]> {
  const { client, run } = open;
  const rows = await run(() => client.fetchAll(uids.join(','), { uid: true, size: true, internalDate: true }, { uid: true }));
  // servers send rows of other mails in between when their flags change, and may split one mail's
  // answer over several rows
  const byUid = new Map<number, Listed>();
  for (const { uid, size, internalDate } of rows) {
    const before = byUid.get(uid);
    byUid.set(uid, { uid, size: size ?? before?.size ?? 0, receivedAt: toDate(internalDate) ?? before?.receivedAt ?? null });
  }
  await areGone(
    open,
    uids.filter((uid) => !byUid.has(uid)),
  );
  return uids.flatMap((uid) => byUid.get(uid) ?? []);
}

function toDate(internalDate: Date | string | undefined): Date | null {
  const date = internalDate === undefined ? null : new Date(internalDate);
  return date && !Number.isNaN(date.getTime()) ? date : null;
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
  const { client, uidValidity, run } = open;
  const remoteId = toRemoteId(uidValidity, uid);
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
