import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import type { Row, Store } from '../simulator/open-store.ts';
import { graphRefusal, itemNotFound } from './graph-error.ts';

/**
 * Well-known names (learn.microsoft.com/graph/api/resources/mailfolder) with the display names of
 * an English mailbox.
 */
export const wellKnownFolders = {
  inbox: 'Inbox',
  drafts: 'Drafts',
  sentitems: 'Sent Items',
  deleteditems: 'Deleted Items',
  archive: 'Archive',
  junkemail: 'Junk Email',
  outbox: 'Outbox',
};

const Folder = z.object({ id: z.string(), parent_id: z.string().nullable(), name: z.string(), well_known: z.string().nullable() });
export type Folder = z.infer<typeof Folder>;

/** By id or well-known name, in any case. Throws a Refusal 404. */
export function findFolder(store: Store, mailboxId: string, idOrName: string): Folder {
  const row = store.get(
    'SELECT * FROM folders WHERE mailbox_id = ? AND (id = ? OR well_known = ?)',
    mailboxId,
    idOrName,
    idOrName.toLowerCase(),
  );
  if (!row) throw itemNotFound();
  return toFolder(row);
}

/** The folders below `parentId`, those of the top level when it is null, by name. */
export function listFolders(store: Store, mailboxId: string, parentId: string | null): Folder[] {
  return store
    .all('SELECT * FROM folders WHERE mailbox_id = ? AND parent_id IS ? ORDER BY name COLLATE NOCASE', mailboxId, parentId)
    .map(toFolder);
}

/** Throws a Refusal 409 when there is a folder of that name beside it. */
export function createFolder(store: Store, mailboxId: string, parentId: string | null, name: string): Folder {
  const id = `AAMkAD${randomBytes(60).toString('base64url')}AAA=`;
  const added = store.run(
    'INSERT OR IGNORE INTO folders (id, mailbox_id, parent_id, name) VALUES (?, ?, ?, ?)',
    id,
    mailboxId,
    parentId,
    name,
  );
  if (added === 0) throw graphRefusal(409, 'ErrorFolderExists', 'A folder with the specified name already exists.');
  return findFolder(store, mailboxId, id);
}

/** The folder as Graph shows it, with its counts. */
export function toFolderResource(store: Store, folder: Folder): Record<string, unknown> {
  const counts = store.get(
    'SELECT COUNT(*) AS total, COALESCE(SUM(is_read = 0), 0) AS unread FROM messages WHERE folder_id = ?',
    folder.id,
  );
  const children = store.get('SELECT COUNT(*) AS count FROM folders WHERE parent_id = ?', folder.id);
  return {
    id: folder.id,
    displayName: folder.name,
    parentFolderId: folder.parent_id ?? 'msgfolderroot',
    childFolderCount: Number(children?.count),
    unreadItemCount: Number(counts?.unread),
    totalItemCount: Number(counts?.total),
    isHidden: false,
  };
}

function toFolder(row: Row): Folder {
  return Folder.parse(row);
}
