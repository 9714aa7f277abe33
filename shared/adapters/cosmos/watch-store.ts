import type { Container } from '@azure/cosmos';
import { z } from 'zod';
import { AlertBook } from '../../domain/alerts/alert-book.ts';
import type { Mailbox, MailboxList } from '../../domain/mailboxes/mailbox.ts';
import type { MailboxWatch } from '../../domain/mailboxes/mailbox-watch.ts';
import { put } from './mailbox-items.ts';
import { toList } from './mailboxes.ts';
import { parseItem } from './parse-item.ts';
import { queryAll } from './query.ts';
import type { SettingKind } from './setting-kind.ts';
import { settingKinds } from './setting-kinds.ts';

const Etag = z.object({ _etag: z.string() });

/** No mailbox can have this id. */
const bookPartition = ':alerts';

/** What is watched, as it was read in one query: without cursors, which may be large. */
const watched = "SELECT * FROM c WHERE c.type IN ('mailbox', 'subscription', 'health', 'authorisation', 'watch', 'alert-book')";

const healths = "SELECT * FROM c WHERE c.type IN ('mailbox', 'health')";
/** A thousand mailboxes in a few requests. */
const pageRows = 1000;

/**
 * All mailboxes, the book of alerts, and the versions of what may be written back; null: it is not
 * there so far.
 */
export type WatchedMailboxes = MailboxList & { book: AlertBook; bookEtag: string | null; watchEtagOf(mailboxId: string): string | null };

/**
 * The container `mailboxes` as its watchers use it: each mailbox's item `watch`, and the one item
 * `alert-book`.
 */
export const watchStore = (container: Container, kind: SettingKind<Mailbox> = settingKinds.mailbox) => ({
  async readWatched(): Promise<WatchedMailboxes> {
    const rows = await queryAll(container, watched, [], undefined, pageRows);
    const bookRow = rows.find(({ type }) => type === 'alert-book') ?? null;
    const book = parseItem(AlertBook, 'alert-book', bookPartition, bookRow) ?? AlertBook.parse({});
    const etags = new Map(rows.filter(({ type }) => type === 'watch').map((row) => [String(row.mailboxId), Etag.parse(row)._etag]));
    return {
      ...toList(
        kind,
        rows.filter((row) => row !== bookRow),
      ),
      ...{ book, bookEtag: bookRow && Etag.parse(bookRow)._etag },
      watchEtagOf: (mailboxId) => etags.get(mailboxId) ?? null,
    };
  },

  /** All mailboxes with their health, and no more of them. */
  async listHealth(): Promise<MailboxList> {
    return toList(kind, await queryAll(container, healths, [], undefined, pageRows));
  },

  /** Writes the book if it is as it was read; its new version, or null: somebody was faster. */
  writeBook: (book: AlertBook, etag: string | null): Promise<string | null> => write(container, 'alert-book', bookPartition, book, etag),

  /** Writes what was found out, if it is as it was read; null: somebody was faster. */
  writeWatch: (mailboxId: string, watch: MailboxWatch, etag: string | null): Promise<string | null> =>
    write(container, 'watch', mailboxId, watch, etag),
});

async function write(container: Container, type: string, mailboxId: string, value: object, etag: string | null): Promise<string | null> {
  const written = await put(container, mailboxId, type, value, etag === null ? null : { _etag: etag });
  return written && Etag.parse(written)._etag;
}
