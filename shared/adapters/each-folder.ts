import { folderTokens, toFolderCursor } from '../domain/mailboxes/folder-cursor.ts';
import type { Cursor } from '../domain/mailboxes/mailbox.ts';
import { MailSourceError } from '../errors.ts';
import type { ReadLimits, SourceMail, SourceStep } from '../ports/mail-source.ts';

/** A step in one folder: the token is where the folder is read on, once all up to here is safe. */
export type FolderStep = { mail: SourceMail | null; tokenAfter: string | null; bytesNext?: true };

/**
 * Reads one folder from a token on (null: from its start); mails before `since` need not be given.
 */
export type ReadFolder = (folder: string, token: string | null, since: Date | null) => AsyncIterable<FolderStep>;

type FolderedMailbox = { kind: string; folders: readonly string[]; since?: string | null | undefined };

/** Clocks differ, and admins test. */
const graceMs = 10 * 60_000;
const fromTheStart = new Date(0).toISOString();

/**
 * The new mails of all folders of a mailbox (or those of the range `received`, where one is given),
 * one folder after the other, under one cursor. A folder
 * that is gone is told in a note at the end and doesn't stop the others. One that was added later
 * begins with the mails that come from then on.
 *
 * @throws MailSourceError `folder-missing` when there is none of the folders.
 */
export async function* eachFolder(
  { kind, folders, since: mailboxSince }: FolderedMailbox,
  cursor: Cursor | null,
  now: Date,
  { received }: Pick<ReadLimits, 'received'>,
  read: ReadFolder,
): AsyncGenerator<SourceStep> {
  const kept = folderTokens(kind, folders, cursor);
  const isFirst = kept.tokens.size === 0 && kept.since.size === 0;
  if (isFirst && folders.length > 1) {
    // so that those of which there is nothing to keep yet don't count as added later
    for (const folder of folders) kept.since.set(folder, fromTheStart);
    yield { mail: null, cursorAfter: toFolderCursor(kind, folders, kept) };
  }
  const missing: MailSourceError[] = [];
  for (const folder of folders) {
    const token = kept.tokens.get(folder) ?? null;
    if (token === null && !isFirst && !kept.since.has(folder)) {
      kept.since.set(folder, new Date(now.getTime() - graceMs).toISOString());
      yield { mail: null, cursorAfter: toFolderCursor(kind, folders, kept) };
    }
    const added = kept.since.get(folder);
    const wanted = received ? received.from : mailboxSince ? new Date(mailboxSince) : null;
    const from = [wanted, added === undefined ? null : new Date(added)].flatMap((time) => time ?? []);
    const since = from.length === 0 ? null : new Date(Math.max(...from.map((time) => time.getTime())));
    try {
      for await (const { mail, tokenAfter, ...rest } of read(folder, token, since)) {
        if (tokenAfter !== null) kept.tokens.set(folder, tokenAfter);
        const isOld = added !== undefined && mail?.receivedAt != null && mail.receivedAt < new Date(added);
        yield { ...rest, mail: isOld ? null : mail, cursorAfter: tokenAfter === null ? null : toFolderCursor(kind, folders, kept) };
      }
    } catch (error) {
      if (folders.length === 1 || !isMissingFolder(error)) throw error;
      missing.push(error);
    }
  }
  const [first, ...others] = missing;
  if (!first) return;
  if (missing.length === folders.length) throw first;
  yield { mail: null, cursorAfter: null, note: [first, ...others].map(({ message }) => message).join('; ') };
}

const isMissingFolder = (error: unknown): error is MailSourceError =>
  error instanceof MailSourceError && error.failure === 'folder-missing' && error.remoteId === null;
