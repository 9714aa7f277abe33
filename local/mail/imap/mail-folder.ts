import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';

/**
 * One IMAP folder on disk: `<uid>[,<flags>].eml` for each mail, its date of arrival as the file's,
 * and folder.json.
 */
export interface MailFolder {
  directory: string;
  uidValidity: number;
  /**
   * The UID that the next mail gets; never falls, or a client would take a new mail for one that it
   * had (RFC 3501, 2.3.1.1).
   */
  uidNext: number;
}

export interface StoredMail {
  uid: number;
  /** Flags as letters, see `toLetters`. */
  letters: string;
  receivedAt: Date;
  size: number;
}

const FolderFile = z.object({ uidValidity: z.int().positive(), uidNext: z.int().positive() });
const FLAGS = [
  ['D', '\\Draft'],
  ['F', '\\Flagged'],
  ['R', '\\Answered'],
  ['S', '\\Seen'],
  ['T', '\\Deleted'],
] as const;

/** System flags as the letters that maildir uses; others are not kept. */
export const toLetters = (flags: readonly string[]) =>
  FLAGS.filter(([, flag]) => flags.includes(flag))
    .map(([letter]) => letter)
    .join('');

export const fromLetters = (letters: string): string[] => FLAGS.filter(([letter]) => letters.includes(letter)).map(([, flag]) => flag);

/** Opens the folder, or makes it with `newUidValidity`. Mails come in the order of their UIDs. */
export function openMailFolder(directory: string, newUidValidity: number): { folder: MailFolder; mails: StoredMail[] } {
  mkdirSync(directory, { recursive: true });
  const file = join(directory, 'folder.json');
  const kept = existsSync(file) ? FolderFile.parse(JSON.parse(readFileSync(file, 'utf8'))) : { uidValidity: newUidValidity, uidNext: 1 };
  const mails: StoredMail[] = [];
  for (const name of readdirSync(directory)) {
    const [, uid, letters = ''] = /^(\d+)(?:,([A-Z]*))?\.eml$/.exec(name) ?? [];
    if (uid) {
      const { mtime, size } = statSync(join(directory, name));
      mails.push({ uid: Number(uid), letters, receivedAt: mtime, size });
    } else if (name.endsWith('.tmp')) rmSync(join(directory, name));
  }
  mails.sort((a, b) => a.uid - b.uid);
  const folder = { directory, uidValidity: kept.uidValidity, uidNext: Math.max(kept.uidNext, (mails.at(-1)?.uid ?? 0) + 1) };
  saveMailFolder(folder);
  return { folder, mails };
}

export function saveMailFolder({ directory, uidValidity, uidNext }: MailFolder): void {
  // at once, as a command's answer waits for it, and in one step
  const temporary = join(directory, '.folder.json.tmp');
  writeFileSync(temporary, JSON.stringify({ uidValidity, uidNext }));
  renameSync(temporary, join(directory, 'folder.json'));
}

export const mailPath = (folder: MailFolder, mail: Pick<StoredMail, 'uid' | 'letters'>) =>
  join(folder.directory, `${mail.uid}${mail.letters ? `,${mail.letters}` : ''}.eml`);

/** Writes the bytes beside the folder's mails; `placeMail` then makes them one of them. */
export async function stageMail(folder: MailFolder, raw: Buffer): Promise<string> {
  const temporary = join(folder.directory, `.${randomUUID()}.tmp`);
  await writeFile(temporary, raw);
  return temporary;
}

/**
 * The same at once, for commands that answer before anything else may happen. `raw` has one
 * character a byte.
 */
export function stageMailNow(folder: MailFolder, raw: string): string {
  const temporary = join(folder.directory, `.${randomUUID()}.tmp`);
  writeFileSync(temporary, raw, 'latin1');
  return temporary;
}

/** Gives staged bytes their place under `mail.uid`, in one step. */
export function placeMail(folder: MailFolder, staged: string, mail: StoredMail): void {
  utimesSync(staged, mail.receivedAt, mail.receivedAt);
  renameSync(staged, mailPath(folder, mail));
  folder.uidNext = Math.max(folder.uidNext, mail.uid + 1);
}

export function changeLetters(folder: MailFolder, mail: StoredMail, letters: string): void {
  renameSync(mailPath(folder, mail), mailPath(folder, { uid: mail.uid, letters }));
  mail.letters = letters;
}

/** The UID is noted as used before the file that showed it is gone. */
export function removeMails(folder: MailFolder, mails: readonly StoredMail[]): void {
  saveMailFolder(folder);
  for (const mail of mails) rmSync(mailPath(folder, mail), { force: true });
}
