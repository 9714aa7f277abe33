import { expect, test } from 'vitest';
import type { ArchiveImport } from '../../shared/domain/mailboxes/archive-import.ts';
import { beginImport } from '../../shared/domain/mailboxes/archive-import.ts';
import type { Cursor } from '../../shared/domain/mailboxes/mailbox.ts';
import { type ImportArchiveDeps, importArchive } from '../../shared/workflows/import-archive.ts';
import { imapMailbox } from '../support/imap-mailbox.ts';

/** A mailbox of a hundred thousand mails is imported a few at a time, turn after turn. */

const mails = 100_000;
const mailbox = imapMailbox(993, { since: '2026-11-02T08:00:00.000Z' });
const receivedAt = new Date('2026-01-01T10:00:00Z');

test('a hundred thousand mails: few are held, each is imported once, and the progress is written now and then', async () => {
  const wanted = { since: '2025-01-01T00:00:00.000Z', before: '2026-11-02T08:00:00.000Z', startedBy: 'an admin' };
  let value: ArchiveImport = beginImport(wanted, new Date());
  let [now, held, most, writes, turns, imported] = [0, 0, 0, 0, 1, 0];
  const raw = new Uint8Array(10);
  const deps: ImportArchiveDeps = {
    now: () => new Date(now),
    imports: {
      read: async () => ({ value, etag: String(writes) }),
      async write(_, next, etag) {
        if (etag !== String(writes)) return null;
        value = next;
        writes += 1;
        return String(writes);
      },
    },
    readMailbox: async () => ({ mailbox, cursor: null, subscription: null, health: null }),
    openSource: async () => ({
      async *newMails(cursor: Cursor | null) {
        for (let at = Number(cursor?.token ?? 0); at < mails; at += 1) {
          held += 1;
          most = Math.max(most, held);
          yield {
            mail: { kind: 'fetched', remoteId: `7.${at}`, size: 10, receivedAt, raw },
            cursorAfter: { kind: 'imap', token: `${at + 1}` },
          };
        }
      },
      rawMail: async () => null,
      acknowledge: async () => {},
      close: async () => {},
    }),
    mailBytes: 1000,
    async ingest() {
      held -= 1;
      imported += 1;
      // 10 ms each
      now += 10;
      return 'ticket';
    },
    recordSetAside: async () => {},
    enqueueMail: async () => {},
    async enqueueTurn() {
      turns += 1;
    },
  };
  for (let done = 0; done < turns; done += 1) await importArchive(deps, 'helpdesk');
  expect(value).toMatchObject({ state: 'done', found: mails, imported: mails, failed: 0 });
  expect(imported).toBe(mails);
  expect(most).toBeLessThanOrEqual(4);
  // 1,000 seconds in turns of 45, and a write for each twenty mails
  expect(turns).toBeLessThanOrEqual(24);
  expect(writes).toBeLessThanOrEqual(mails / 20 + turns + 1);
});
