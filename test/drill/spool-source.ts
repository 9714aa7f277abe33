import { mkdir, readdir, readFile, rename, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { CommonMailbox, type Cursor } from '../../shared/domain/mailboxes/mailbox.ts';
import { MailSourceError } from '../../shared/errors.ts';
import type { MailListing, MailSource } from '../../shared/ports/mail-source.ts';

/**
 * A made-up source: folders on a disk, in which another program puts mails as `1.eml`, `2.eml` …;
 * one that was seen is called `1.seen.eml`.
 */
export const SpoolMailbox = CommonMailbox.extend({
  kind: z.literal('spool'),
  path: z.string().min(1).max(1000),
  folder: z.string().min(1).max(255).default('new'),
});
export type SpoolMailbox = z.infer<typeof SpoolMailbox>;

const kind = 'spool';
type Entry = { remoteId: string; number: number; file: string };

/** The mails of a folder, oldest first. */
export async function entriesOf(folder: string): Promise<Entry[]> {
  const names = await readdir(folder).catch(() => []);
  const found = names.flatMap((name): Entry[] => {
    const number = /^(\d+)\.(?:seen\.)?eml$/.exec(name)?.[1];
    return number ? [{ remoteId: number, number: Number(number), file: join(folder, name) }] : [];
  });
  return found.toSorted((a, b) => a.number - b.number);
}

/** Reads a spool. Its cursor is the number of the last mail. */
export function spoolSource({ path, folder }: SpoolMailbox, mailBytes: number): MailSource & MailListing {
  const inbox = join(path, folder);
  const find = async (remoteId: string) => (await entriesOf(inbox)).find((entry) => entry.remoteId === remoteId) ?? null;
  const lastOf = (cursor: Cursor | null) => (cursor?.kind === kind ? Number(cursor.token) : 0);
  return {
    async *newMails(cursor, limits) {
      const last = lastOf(cursor);
      for (const { remoteId, number, file } of (await entriesOf(inbox)).filter((entry) => entry.number > last)) {
        const { size, mtime } = await stat(file);
        const known = { remoteId, size, receivedAt: mtime };
        const cursorAfter = { kind, token: String(number) };
        const why = remoteId === limits.setAside ? ('unreadable' as const) : size > limits.mailBytes ? ('too-large' as const) : null;
        yield why
          ? { mail: { ...known, kind: 'set-aside', why, head: null }, cursorAfter }
          : { mail: { ...known, kind: 'fetched', raw: await readFile(file) }, cursorAfter };
      }
    },
    async rawMail(remoteId) {
      const entry = await find(remoteId);
      if (!entry) return null;
      if ((await stat(entry.file)).size > mailBytes)
        throw new MailSourceError('too-large', `It is larger than ${mailBytes} bytes`, { remoteId });
      return readFile(entry.file);
    },
    async acknowledge(remoteIds, after) {
      for (const entry of await Promise.all(remoteIds.map(find))) {
        if (!entry || after.action === 'leave') continue;
        const target = after.action === 'move' ? join(path, after.folder) : inbox;
        await mkdir(target, { recursive: true });
        await rename(entry.file, join(target, `${entry.number}.${after.action === 'move' ? '' : 'seen.'}eml`));
      }
    },
    async listMails(since) {
      const all = await Promise.all(
        (await entriesOf(inbox)).map(async ({ remoteId, file }) => {
          const { size, mtime } = await stat(file);
          return { remoteId, size, receivedAt: mtime };
        }),
      );
      return { mails: all.filter(({ receivedAt }) => since === null || receivedAt >= since), next: null };
    },
    async close() {},
  };
}
