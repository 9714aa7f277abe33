import type { Row, Store } from '../simulator/open-store.ts';
import { EwsFault } from './ews-fault.ts';
import { nextNumber } from './exchange-store.ts';

export type Folder = { id: string; mailbox: string; parentId: string | null; name: string; distinguished: string | null };

/** Distinguished folders and what they are called; all but the root lie at the top. */
const atTheTop = {
  inbox: 'Inbox',
  drafts: 'Drafts',
  sentitems: 'Sent Items',
  deleteditems: 'Deleted Items',
  junkemail: 'Junk Email',
  outbox: 'Outbox',
};

/** Makes a mailbox with its folders; does nothing when it exists. */
export function addMailbox(store: Store, mailbox: string): void {
  store.transaction(() => {
    if (store.get("SELECT id FROM folders WHERE mailbox = ? AND distinguished = 'root'", mailbox)) return;
    const root = addFolder(store, { mailbox, parentId: null, name: 'Root', distinguished: 'root' });
    const top = addFolder(store, { mailbox, parentId: root.id, name: 'Top of Information Store', distinguished: 'msgfolderroot' });
    for (const [distinguished, name] of Object.entries(atTheTop)) addFolder(store, { mailbox, parentId: top.id, name, distinguished });
  });
}

export function addFolder(store: Store, folder: Omit<Folder, 'id'>): Folder {
  const id = toFolderId(nextNumber(store, 'folders'));
  const { mailbox, parentId, name, distinguished } = folder;
  const sql = 'INSERT OR IGNORE INTO folders (id, mailbox, parent_id, name, distinguished) VALUES (?, ?, ?, ?, ?)';
  if (store.run(sql, id, mailbox, parentId, name, distinguished) === 0)
    throw new EwsFault('ErrorFolderExists', 'A folder with the specified name already exists.');
  return { id, ...folder };
}

export function findFolder(store: Store, id: string): Folder | null {
  const row = store.get('SELECT * FROM folders WHERE id = ?', id);
  return row ? toFolder(row) : null;
}

export function distinguishedFolder(store: Store, mailbox: string, name: string): Folder | null {
  const row = store.get('SELECT * FROM folders WHERE mailbox = ? AND distinguished = ?', mailbox, name.toLowerCase());
  return row ? toFolder(row) : null;
}

/** The folders in a folder; `deep`: and in those. */
export function foldersIn(store: Store, id: string, deep: boolean): Folder[] {
  const folders = store.all('SELECT * FROM folders WHERE parent_id = ? ORDER BY name', id).map(toFolder);
  return deep ? folders.flatMap((folder) => [folder, ...foldersIn(store, folder.id, true)]) : folders;
}

const toFolder = ({ id, mailbox, parent_id, name, distinguished }: Row): Folder => ({
  id: String(id),
  mailbox: String(mailbox),
  parentId: parent_id === null || parent_id === undefined ? null : String(parent_id),
  name: String(name),
  distinguished: distinguished === null || distinguished === undefined ? null : String(distinguished),
});

const toFolderId = (n: number): string => `AAMkAEFolder${Buffer.from(String(n).padStart(60, '0')).toString('base64url')}AuAAAA=`;
