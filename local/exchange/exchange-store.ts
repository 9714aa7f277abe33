import { openStore, type Store } from '../simulator/open-store.ts';

/**
 * Mailboxes with their folders and items. `entered`, `changed`: numbers of changes, which count up
 * through all of them; an item enters a folder when it is made or moved there, under a new id.
 */
const schema = `
  CREATE TABLE IF NOT EXISTS numbers (name TEXT PRIMARY KEY, value INTEGER NOT NULL);
  CREATE TABLE IF NOT EXISTS folders (
    id TEXT PRIMARY KEY, mailbox TEXT NOT NULL, parent_id TEXT, name TEXT NOT NULL, distinguished TEXT
  );
  CREATE UNIQUE INDEX IF NOT EXISTS folders_by_name ON folders (mailbox, COALESCE(parent_id, ''), name COLLATE NOCASE);
  CREATE TABLE IF NOT EXISTS items (
    id TEXT PRIMARY KEY, mailbox TEXT NOT NULL, folder_id TEXT NOT NULL, received INTEGER NOT NULL, is_read INTEGER NOT NULL,
    subject TEXT NOT NULL, entered INTEGER NOT NULL, changed INTEGER NOT NULL, raw BLOB NOT NULL
  );
  CREATE INDEX IF NOT EXISTS items_by_entry ON items (folder_id, entered);
  CREATE INDEX IF NOT EXISTS items_by_change ON items (folder_id, changed);
  CREATE TABLE IF NOT EXISTS removals (changed INTEGER PRIMARY KEY, folder_id TEXT NOT NULL, item_id TEXT NOT NULL, entered INTEGER NOT NULL);
  CREATE INDEX IF NOT EXISTS removals_by_folder ON removals (folder_id, changed);`;

export const openExchangeStore = (file: string): Store => openStore(file, schema);

/** Counts up; never gives a number twice, in this run or a later one. */
export function nextNumber(store: Store, name: string): number {
  const row = store.get(
    'INSERT INTO numbers (name, value) VALUES (?, 1) ON CONFLICT (name) DO UPDATE SET value = value + 1 RETURNING value',
    name,
  );
  return Number(row?.value);
}

/** The number as it stands, 0 before the first. */
export const currentNumber = (store: Store, name: string): number =>
  Number(store.get('SELECT value FROM numbers WHERE name = ?', name)?.value ?? 0);
