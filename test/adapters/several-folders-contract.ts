import { beforeEach, describe, expect, it } from 'vitest';
import type { Cursor } from '../../shared/domain/mailboxes/mailbox.ts';
import type { MailListing, MailSource } from '../../shared/ports/mail-source.ts';

/** How a source names the inbox and another folder, and what that one is called for moving. */
export type FolderNames = { inbox: string; other: string; moveTo: string };

type Opened = {
  deliver(...numbers: number[]): Promise<void>;
  read(cursor: Cursor | null): Promise<{ subjects: string[]; ids: string[]; notes: string[]; cursor: Cursor | null }>;
  list(since: Date | null, folders?: string[]): Promise<string[]>;
  /** From now on the mailbox is read by a source of these folders. */
  openAnew(folders: string[]): Promise<MailSource & MailListing>;
  find(subject: string): Promise<{ folder: string; seen: boolean } | null>;
};

/** What a MailSource keeps to that reads several folders. */
export function severalFoldersContract(names: FolderNames, { deliver, read, list, openAnew, find }: Opened): void {
  describe('of several folders', () => {
    const both = [names.inbox, names.other];
    let source: MailSource & MailListing;
    beforeEach(async () => {
      source = await openAnew([names.inbox]);
      await deliver(1, 2);
      const { ids } = await read(null);
      await source.acknowledge(ids.slice(0, 1), { action: 'move', folder: names.moveTo });
      source = await openAnew(both);
    });

    it('it gives the mails of each, under one cursor, and hands over and marks those of each', async () => {
      const first = await read(null);
      expect(first.subjects).toEqual(['number 2', 'number 1']);
      await source.acknowledge(first.ids, { action: 'mark-seen' });
      expect([await find('number 1'), await find('number 2')]).toMatchObject([{ seen: true }, { seen: true }]);
      await deliver(3);
      expect((await read(first.cursor)).subjects).toEqual(['number 3']);
      expect((await list(null, both)).slice(0, 1)).toEqual(first.ids.slice(0, 1));
      expect(await list(null, both)).toHaveLength(3);
    });

    it('one that is gone is told, and does not stop the others', async () => {
      await openAnew(['Nowhere', ...both]);
      const { subjects, notes } = await read(null);
      expect([subjects, notes]).toEqual([['number 2', 'number 1'], [expect.stringMatching(/no (such )?(mailbox, )?folder/i)]]);
      expect(await list(null, ['Nowhere', ...both])).toHaveLength(2);
    });

    it('one that is added later begins with what comes from then on, and keeps the place of the others', async () => {
      await openAnew([names.inbox]);
      const { cursor, subjects } = await read(null);
      expect(subjects).toEqual(['number 2']);
      await openAnew(both);
      const second = await read(cursor);
      // it came a moment ago: within what is taken for the same time
      expect(second.subjects).toEqual(['number 1']);
      expect((await read(second.cursor)).subjects).toEqual([]);
    });
  });
}
