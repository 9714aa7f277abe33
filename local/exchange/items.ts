import { readMailHead } from '../mail/read-mail-head.ts';
import type { Row, Store } from '../simulator/open-store.ts';
import { currentNumber, nextNumber } from './exchange-store.ts';

export type Item = {
  id: string;
  mailbox: string;
  folderId: string;
  received: Date;
  isRead: boolean;
  subject: string;
  entered: number;
  changed: number;
  size: number;
};

const columns = 'id, mailbox, folder_id, received, is_read, subject, entered, changed, length(raw) AS size';

/** Puts a mail into a folder. */
export function addItem(store: Store, mailbox: string, folderId: string, raw: Uint8Array, received: Date): string {
  return store.transaction(() => {
    const n = nextNumber(store, 'changes');
    const id = toItemId(n);
    store.run(
      'INSERT INTO items (id, mailbox, folder_id, received, is_read, subject, entered, changed, raw) VALUES (?, ?, ?, ?, 0, ?, ?, ?, ?)',
      ...[id, mailbox, folderId, received.getTime(), readMailHead(Buffer.from(raw)).subject, n, n, raw],
    );
    return id;
  });
}

export function findItem(store: Store, id: string): Item | null {
  const row = store.get(`SELECT ${columns} FROM items WHERE id = ?`, id);
  return row ? toItem(row) : null;
}

export function rawOf(store: Store, id: string): Uint8Array {
  const raw = store.get('SELECT raw FROM items WHERE id = ?', id)?.raw;
  return raw instanceof Uint8Array ? raw : new Uint8Array();
}

export const itemsIn = (store: Store, folderId: string): Item[] =>
  store.all(`SELECT ${columns} FROM items WHERE folder_id = ? ORDER BY received DESC, entered DESC`, folderId).map(toItem);

export function setRead(store: Store, id: string, isRead: boolean): void {
  store.transaction(() =>
    store.run('UPDATE items SET is_read = ?, changed = ? WHERE id = ?', isRead ? 1 : 0, nextNumber(store, 'changes'), id),
  );
}

/** The id that the item has in its new folder. */
export function moveItem(store: Store, item: Item, folderId: string): string {
  return store.transaction(() => {
    removed(store, item);
    const n = nextNumber(store, 'changes');
    store.run('UPDATE items SET id = ?, folder_id = ?, entered = ?, changed = ? WHERE id = ?', toItemId(n), folderId, n, n, item.id);
    return toItemId(n);
  });
}

export function deleteItem(store: Store, item: Item): void {
  store.transaction(() => {
    removed(store, item);
    store.run('DELETE FROM items WHERE id = ?', item.id);
  });
}

const removed = (store: Store, { id, folderId, entered }: Item) =>
  store.run(
    'INSERT INTO removals (changed, folder_id, item_id, entered) VALUES (?, ?, ?, ?)',
    ...[nextNumber(store, 'changes'), folderId, id, entered],
  );

export type Change = { kind: 'Create' | 'Update'; item: Item } | { kind: 'Delete'; itemId: string };
/**
 * `since`, `upTo`: numbers of changes. `below`, `after`: how far the pages of one round have come.
 */
export type SyncState = { folderId: string; epoch: number; since: number; upTo: number | null; below: number | null; after: number | null };

/** A page of what has changed in a folder: what is new, the newest first, then all else. */
export function changesSince(store: Store, state: SyncState, max: number): { changes: Change[]; next: SyncState; last: boolean } {
  const { folderId, since } = state;
  const upTo = state.upTo ?? currentNumber(store, 'changes');
  const below = state.below ?? upTo + 1;
  const created = store
    .all(
      `SELECT ${columns} FROM items WHERE folder_id = ? AND entered > ? AND entered < ? ORDER BY entered DESC LIMIT ?`,
      ...[folderId, since, below, max],
    )
    .map(toItem);
  const changes: Change[] = created.map((item) => ({ kind: 'Create', item }));
  const after = state.after ?? since;
  const left = max - created.length;
  const touched = store.all(
    `SELECT id, changed, 0 AS gone FROM items WHERE folder_id = ? AND entered <= ? AND changed > ? AND changed <= ?
     UNION ALL SELECT item_id, changed, 1 FROM removals WHERE folder_id = ? AND entered <= ? AND changed > ? AND changed <= ?
     ORDER BY changed LIMIT ?`,
    ...[folderId, since, after, upTo, folderId, since, after, upTo, left + 1],
  );
  for (const { id, gone } of touched.slice(0, left)) {
    const item = gone ? null : findItem(store, String(id));
    changes.push(item ? { kind: 'Update', item } : { kind: 'Delete', itemId: String(id) });
  }
  const last = created.length < max && touched.length <= left;
  const next: SyncState = last
    ? { ...state, since: upTo, upTo: null, below: null, after: null }
    : { ...state, upTo, below: created.at(-1)?.entered ?? below, after: Number(touched.slice(0, left).at(-1)?.changed ?? after) };
  return { changes, next, last };
}

const toItem = (row: Row): Item => ({
  id: String(row.id),
  mailbox: String(row.mailbox),
  folderId: String(row.folder_id),
  received: new Date(Number(row.received)),
  isRead: row.is_read === 1,
  subject: String(row.subject),
  entered: Number(row.entered),
  changed: Number(row.changed),
  size: Number(row.size),
});

const toItemId = (n: number): string => `AAMkAEItem${Buffer.from(String(n).padStart(90, '0')).toString('base64url')}AAA=`;
