import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Cursor } from '../../shared/domain/mailboxes/mailbox.ts';
import { MailSourceError } from '../../shared/errors.ts';
import type { MailListing, MailSource, SourceMail } from '../../shared/ports/mail-source.ts';
import { aMail } from '../support/a-mail.ts';
import { type FolderNames, severalFoldersContract } from './several-folders-contract.ts';
import type { SourceHarness } from './source-harness.ts';

const limits = { mailBytes: 100_000, setAside: null };

/**
 * What every MailSource keeps to, whatever is behind it; one that reads several folders, by these
 * names.
 */
export function mailSourceContract(name: string, start: () => Promise<SourceHarness>, names: FolderNames | null = null): void {
  describe(`${name} is a mail source`, () => {
    let mailbox: SourceHarness;
    let showsCertificate = false;
    let source: MailSource & MailListing;
    beforeAll(async () => {
      mailbox = await start();
      ({ showsCertificate = false } = mailbox);
    });
    beforeEach(async () => {
      await source?.close();
      await mailbox.reset();
      source = mailbox.open();
    });
    afterAll(async () => {
      await source?.close();
      await mailbox?.stop();
    });

    const numbered = (n: number) => aMail({ subject: `number ${n}`, messageId: `<${n}@fabrikam.example>` });
    const deliver = async (...numbers: number[]) => {
      for (const n of numbers) await mailbox.deliver(numbered(n));
    };
    const rawOf = async (mail: SourceMail) => (mail.kind === 'fetched' ? mail.raw : await source.rawMail(mail.remoteId)) ?? Buffer.alloc(0);
    const read = async (cursor: Cursor | null) => {
      const subjects: string[] = [];
      const ids: string[] = [];
      const notes: string[] = [];
      let last = cursor;
      for await (const { mail, cursorAfter, note } of source.newMails(cursor, limits)) {
        last = cursorAfter ?? last;
        if (note !== undefined) notes.push(note);
        if (!mail) continue;
        ids.push(mail.remoteId);
        subjects.push(/^Subject: (.*)\r$/m.exec(Buffer.from(await rawOf(mail)).toString())?.[1] ?? '');
      }
      return { subjects, ids, notes, cursor: last };
    };
    /** What is listed, part by part, each part by a connection of its own. */
    const list = async (since: Date | null, folders?: string[]) => {
      const ids: string[] = [];
      let page: string | null = null;
      do {
        const lister = mailbox.open(folders);
        const part = await lister.listMails(since, page);
        await lister.close();
        ids.push(...part.mails.map(({ remoteId }) => remoteId));
        page = part.next;
      } while (page !== null);
      return ids;
    };

    it('knows the certificate that its server showed, once it is connected by TLS', async () => {
      expect(source.certificate?.() ?? null).toBeNull();
      await read(null);
      const shown = source.certificate?.() ?? null;
      expect(shown === null || Date.parse(shown.notBefore) < Date.parse(shown.notAfter)).toBe(true);
      expect(shown !== null).toBe(showsCertificate);
    });

    it('an empty mailbox has no mails', async () => {
      expect((await read(null)).subjects).toEqual([]);
    });

    it('from the start it gives all mails, oldest first, each under an id of its own, byte for byte', async () => {
      await deliver(1, 2, 3);
      const { subjects, ids } = await read(null);
      expect(subjects).toEqual(['number 1', 'number 2', 'number 3']);
      expect(new Set(ids).size).toBe(3);
      expect(Buffer.from((await source.rawMail(ids[1] ?? '')) ?? [])).toEqual(Buffer.from(numbered(2)));
    });

    it('from a cursor it gives what came since, over another connection too, and nothing when nothing came', async () => {
      await deliver(1, 2);
      const first = await read(null);
      expect((await read(first.cursor)).subjects).toEqual([]);
      await source.close();
      source = mailbox.open();
      await deliver(3);
      const second = await read(first.cursor);
      expect(second.subjects).toEqual(['number 3']);
      expect((await read(second.cursor)).subjects).toEqual([]);
    });

    it('from any cursor on the way it gives at least everything after it', async () => {
      await deliver(1, 2, 3, 4);
      let seen = 0;
      let cursor: Cursor | null = null;
      for await (const step of source.newMails(null, limits)) {
        seen += step.mail ? 1 : 0;
        cursor = step.cursorAfter ?? cursor;
        if (seen === 2) break;
      }
      const { subjects } = await read(cursor);
      expect(subjects.slice(-2)).toEqual(['number 3', 'number 4']);
    });

    it('a mail that is not there is null', async () => {
      expect(await source.rawMail(await mailbox.unknownId())).toBeNull();
    });

    it('reading leaves a mail as it was, and so does "leave"', async () => {
      await deliver(1);
      const { ids } = await read(null);
      await source.acknowledge(ids, { action: 'leave' });
      expect(await mailbox.find('number 1')).toMatchObject({ seen: false });
    });

    it('mails are marked as seen, twice if need be, also between two steps, and ids that are gone are passed over', async () => {
      await deliver(1, 2);
      const gone = await mailbox.unknownId();
      for await (const { mail } of source.newMails(null, limits)) {
        if (mail) await source.acknowledge([mail.remoteId, gone], { action: 'mark-seen' });
        if (mail) await source.acknowledge([mail.remoteId], { action: 'mark-seen' });
      }
      expect(await mailbox.find('number 1')).toMatchObject({ seen: true });
      expect(await mailbox.find('number 2')).toMatchObject({ seen: true });
    });

    it('mails are moved to a folder, which is created; moving again changes nothing; a moved mail does not come again', async () => {
      await deliver(1, 2);
      const { ids, cursor } = await read(null);
      await source.acknowledge(ids.slice(0, 1), { action: 'move', folder: 'Taken in' });
      await source.acknowledge(ids.slice(0, 1), { action: 'move', folder: 'Taken in' });
      expect(await mailbox.find('number 1')).toMatchObject({ folder: 'Taken in' });
      expect(await mailbox.find('number 2')).not.toMatchObject({ folder: 'Taken in' });
      await deliver(3);
      expect((await read(cursor)).subjects).toEqual(['number 3']);
    });

    it('a mail beyond the size limit is named, never handed over, and the next one comes all the same', async () => {
      await mailbox.deliver(aMail({ subject: 'far too long', text: 'x'.repeat(150_000) }));
      await deliver(1);
      const problems: string[] = [];
      const subjects: string[] = [];
      for await (const { mail } of source.newMails(null, limits)) {
        if (mail?.kind === 'set-aside') problems.push(mail.why);
        if (!mail || mail.kind === 'set-aside') continue;
        try {
          subjects.push(/^Subject: (.*)\r$/m.exec(Buffer.from(await rawOf(mail)).toString())?.[1] ?? '');
        } catch (error) {
          problems.push(error instanceof MailSourceError ? error.failure : String(error));
        }
      }
      expect({ problems, subjects }).toEqual({ problems: ['too-large'], subjects: ['number 1'] });
    });

    it('names its folders, if it has some, those too that mails were moved to', async () => {
      if (!source.listFolders) return;
      await deliver(1);
      const { ids } = await read(null);
      await source.acknowledge(ids, { action: 'move', folder: 'Taken in' });
      const folders = await source.listFolders();
      expect(folders.map(({ name }) => name.toLowerCase())).toEqual(expect.arrayContaining(['inbox', 'taken in']));
      expect(folders.every(({ folder }) => folder.length > 0 && folder.length <= 255)).toBe(true);
      expect(new Set(folders.map(({ folder }) => folder)).size).toBe(folders.length);
    });

    it('lists what lies in the mailbox under the ids by which it gives mails, each once, however many', async () => {
      expect(await list(null)).toEqual([]);
      await deliver(...Array.from({ length: 260 }, (_, n) => n));
      const { ids, cursor } = await read(null);
      expect((await list(null)).toSorted()).toEqual(ids.toSorted());
      expect((await list(new Date(Date.now() - 3_600_000))).toSorted()).toEqual(ids.toSorted());
      expect(await list(new Date(Date.now() + 2 * 86_400_000))).toEqual([]);
      await source.acknowledge(ids.slice(0, 1), { action: 'move', folder: 'Taken in' });
      expect(await list(null)).toHaveLength(259);
      expect((await read(cursor)).ids).toEqual([]);
    });

    if (names) {
      const openAnew = async (folders: string[]) => {
        await source.close();
        source = mailbox.open(folders);
        return source;
      };
      severalFoldersContract(names, { deliver, read, list, openAnew, find: (subject) => mailbox.find(subject) });
    }

    it('is closed as often as one likes, also before it was used', async () => {
      await source.close();
      await source.close();
    });
  });
}
