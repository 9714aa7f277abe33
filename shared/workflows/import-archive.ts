import { type ArchiveImport, counted, interrupted, setAsideNext } from '../domain/mailboxes/archive-import.ts';
import type { Cursor, Mailbox, MailboxState } from '../domain/mailboxes/mailbox.ts';
import { type MailRef, mailRef } from '../domain/queue-items.ts';
import type { Outcome } from '../domain/trace/outcome.ts';
import { MailSourceError } from '../errors.ts';
import type { MailSource, SourceMail } from '../ports/mail-source.ts';
import type { MailSetAside } from './fetch-mails.ts';

export type ArchiveImports = {
  read(mailboxId: string): Promise<{ value: ArchiveImport; etag: string } | null>;
  /** The new version; null: it is no longer as it was read. */
  write(mailboxId: string, value: ArchiveImport, etag: string | null): Promise<string | null>;
};

export type ImportArchiveDeps = {
  now(): Date;
  imports: ArchiveImports;
  readMailbox(mailboxId: string): Promise<MailboxState | null>;
  openSource(mailbox: Mailbox): Promise<MailSource>;
  mailBytes: number;
  /** Takes one mail in, now; what became of it. */
  ingest(ref: MailRef, raw: Uint8Array): Promise<Outcome>;
  recordSetAside(mail: MailSetAside): Promise<void>;
  /** Puts a mail that failed among all others, to be tried again. */
  enqueueMail(ref: MailRef): Promise<void>;
  enqueueTurn(mailboxId: string, afterMs: number): Promise<void>;
};

/** How long a turn takes at most, up to the next place where it may end. */
const turnMs = 45_000;
/** Mails that are taken in at a time, and their bytes: what is held. */
const atATime = 4;
const bytesAtATime = 8 * 1024 * 1024;

/**
 * One turn of the import of a mailbox's archive: mail after mail becomes a closed ticket, or part
 * of one, and the next turn is queued. Each mail is written once however often it is looked at, and
 * counts and cursor are written together: a turn that dies is done again from where they stand. A
 * paused mailbox stops its import; a stopped one makes no turn.
 *
 * @throws what the stores throw: the queue tries again.
 */
export async function importArchive(deps: ImportArchiveDeps, mailboxId: string): Promise<void> {
  const [stored, state] = await Promise.all([deps.imports.read(mailboxId), deps.readMailbox(mailboxId)]);
  if (stored?.value.state !== 'running' || !state) return;
  const progress = { ...stored };
  const write = async (value: ArchiveImport): Promise<boolean> => {
    const etag = await deps.imports.write(mailboxId, value, progress.etag);
    if (etag === null) return false;
    Object.assign(progress, { value, etag });
    return true;
  };
  if (!state.mailbox.enabled) {
    await write({ ...progress.value, state: 'stopped', problem: 'paused: the mailbox was paused' });
    return;
  }
  let source: MailSource | null = null;
  try {
    source = await deps.openSource(state.mailbox);
    const end = await turn(deps, source, mailboxId, progress.value, write);
    if (end === 'spent') await deps.enqueueTurn(mailboxId, 0);
    if (end === 'finished') await write({ ...progress.value, state: 'done' });
  } catch (error) {
    if (!(error instanceof MailSourceError)) throw error;
    const { after, waitMs } = interrupted(progress.value, error);
    if ((await write(after)) && waitMs !== null) await deps.enqueueTurn(mailboxId, waitMs);
  } finally {
    await source?.close();
  }
}

/** `lost`: somebody else has written its progress, and goes on or has stopped it. */
async function turn(
  deps: ImportArchiveDeps,
  source: MailSource,
  mailboxId: string,
  begun: ArchiveImport,
  write: (value: ArchiveImport) => Promise<boolean>,
): Promise<'finished' | 'spent' | 'lost'> {
  const started = deps.now().getTime();
  const range = { from: new Date(begun.since), before: new Date(begun.before) };
  let value = begun;
  let group: SourceMail[] = [];
  let outcomes: Outcome[] = [];
  const importGroup = async () => {
    const done = await Promise.all(group.map((mail) => importMail(deps, source, mailboxId, mail)));
    outcomes.push(...done.flatMap((outcome) => outcome ?? []));
    group = [];
  };
  const keep = async (cursor: Cursor): Promise<boolean> => {
    await importGroup();
    value = counted(value, outcomes, cursor);
    outcomes = [];
    return write(value);
  };

  let unkept: Cursor | null = null;
  for await (const { mail, cursorAfter } of source.newMails(begun.cursor, {
    mailBytes: deps.mailBytes,
    setAside: setAsideNext(begun),
    received: range,
  })) {
    if (mail && isWithin(mail, range)) group.push(mail);
    if (isFull(group)) await importGroup();
    unkept = cursorAfter;
    if (cursorAfter === null) continue;
    const spent = deps.now().getTime() - started >= turnMs;
    if (!spent && group.length + outcomes.length < mailsAWrite) continue;
    if (!(await keep(cursorAfter))) return 'lost';
    unkept = null;
    if (spent) return 'spent';
  }
  if (unkept && !(await keep(unkept))) return 'lost';
  return 'finished';
}

/** Mails after which the progress is written; a source that lists pages may give more at once. */
const mailsAWrite = 20;

/** Of those without a time nobody knows that they are older: they are left to the polls. */
const isWithin = ({ receivedAt }: SourceMail, { from, before }: { from: Date; before: Date }): boolean =>
  receivedAt !== null && receivedAt >= from && receivedAt < before;

const isFull = (group: SourceMail[]): boolean =>
  group.length >= atATime || group.reduce((sum, mail) => sum + (mail.kind === 'fetched' ? mail.raw.length : 0), 0) >= bytesAtATime;

/** What became of a mail; null: it is gone from its mailbox. */
async function importMail(deps: ImportArchiveDeps, source: MailSource, mailboxId: string, mail: SourceMail): Promise<Outcome | null> {
  const { remoteId, size } = mail;
  const receivedAt = mail.receivedAt ?? deps.now();
  const ref = mailRef({ mailboxId, remoteId, rawBlob: null, receivedAt: receivedAt.toISOString(), archive: true });
  const read = await readMail(source, mail);
  if (read === null) return null;
  if (read !== 'refused' && 'why' in read) {
    await deps.recordSetAside({ mailboxId, remoteId, size, receivedAt, ...read });
    return 'failed';
  }
  // what goes wrong is noted where the mail is tried again
  const ingested = read === 'refused' ? null : await deps.ingest(ref, read.raw).catch(() => null);
  if (ingested === null) await deps.enqueueMail(ref);
  return ingested ?? 'failed';
}

/** `refused`: its source does not hand over this one, for a reason of its own. */
type ReadMail = 'refused' | { raw: Uint8Array } | Pick<MailSetAside, 'why' | 'head'> | null;

async function readMail(source: MailSource, mail: SourceMail): Promise<ReadMail> {
  if (mail.kind === 'fetched') return { raw: mail.raw };
  if (mail.kind === 'set-aside') return { why: mail.why, head: mail.head };
  try {
    const raw = await source.rawMail(mail.remoteId);
    return raw && { raw };
  } catch (error) {
    if (error instanceof MailSourceError && error.failure === 'protocol') return 'refused';
    if (!(error instanceof MailSourceError) || (error.failure !== 'too-large' && error.failure !== 'unreadable')) throw error;
    return { why: error.failure, head: null };
  }
}
