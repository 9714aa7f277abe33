import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { writeInOneStep } from '../simulator/write-in-one-step.ts';

export interface SentMail {
  raw: Buffer;
  /** Envelope sender, '' for none. */
  from: string;
  /** Envelope recipients, at least one; the first names the file. */
  recipients: readonly string[];
  /** The sender's name for this sending: the same id never makes a second file. */
  operationId?: string | undefined;
}

export interface Outbox {
  folder: string;
  /**
   * Resolves once the mail is in the outbox, and was brought to the local mailboxes among its
   * recipients.
   */
  put(mail: SentMail): Promise<Put>;
}

export interface Put {
  /** The file's, in the folder. */
  name: string;
  /** False when this operation had put it there before. */
  isNew: boolean;
}

const Operation = z.object({ name: z.string() });

/**
 * The folder that holds what the program sent, one `<n>-<to>.eml` each, put there in one step;
 * numbers go on after a restart. `deliver` gets each new mail before it shows, for local mailboxes
 * among its recipients: after a crash between the two a repeated sending delivers once more rather
 * than not at all. One process at a time may have a folder open (the state folder's lock sees to
 * that).
 */
export async function openOutbox(folder: string, deliver: (mail: SentMail) => Promise<unknown>): Promise<Outbox> {
  const operations = join(folder, '.operations');
  await mkdir(operations, { recursive: true });
  for (const left of await readdir(folder)) if (left.endsWith('.new')) await rm(join(folder, left));
  const noted = await readNotes(operations);
  const shown = new Set(await readdir(folder));
  let last = [...shown, ...noted.values()].map(numberIn).reduce((a, b) => Math.max(a, b), 0);
  const running = new Map<string, Promise<Put>>();

  async function write(mail: SentMail, name: string): Promise<Put> {
    await deliver(mail);
    writeInOneStep(join(folder, name), mail.raw);
    shown.add(name);
    return { name, isNew: true };
  }

  async function writeNoted(mail: SentMail, key: string): Promise<Put> {
    const known = noted.get(key);
    if (known && shown.has(known)) return { name: known, isNew: false };
    const name = known ?? fileName(++last, mail);
    if (!known) writeInOneStep(join(operations, `${key}.json`), JSON.stringify({ name }));
    noted.set(key, name);
    return write(mail, name);
  }

  return {
    folder,
    put(mail) {
      if (!mail.operationId) return write(mail, fileName(++last, mail));
      const key = createHash('sha256').update(mail.operationId).digest('hex');
      const done = running.get(key) ?? writeNoted(mail, key).finally(() => running.delete(key));
      running.set(key, done);
      return done;
    },
  };
}

/**
 * Only what every file system takes: an address may hold slashes, quotes and worse (RFC 5322,
 * quoted local parts).
 */
const fileName = (n: number, mail: SentMail) =>
  `${n}-${(mail.recipients[0] ?? 'nobody').replace(/[^A-Za-z0-9@._+-]/g, '_').slice(0, 120)}.eml`;

const numberIn = (name: string) => Number(/^(\d+)-/.exec(name)?.[1] ?? 0);

/** The file name by operation. */
async function readNotes(folder: string): Promise<Map<string, string>> {
  const noted = new Map<string, string>();
  for (const file of await readdir(folder)) {
    const [, key] = /^([0-9a-f]{64})\.json$/.exec(file) ?? [];
    if (key) noted.set(key, Operation.parse(JSON.parse(await readFile(join(folder, file), 'utf8'))).name);
  }
  return noted;
}
