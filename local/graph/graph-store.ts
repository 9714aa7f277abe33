import { openStore, type Store } from '../simulator/open-store.ts';

const schema = `
  CREATE TABLE IF NOT EXISTS numbers (name TEXT PRIMARY KEY, value INTEGER NOT NULL);
  CREATE TABLE IF NOT EXISTS mailboxes (id TEXT PRIMARY KEY, address TEXT NOT NULL UNIQUE);
  CREATE TABLE IF NOT EXISTS accesses (holder TEXT NOT NULL, mailbox_id TEXT NOT NULL, PRIMARY KEY (holder, mailbox_id));
  CREATE TABLE IF NOT EXISTS folders (
    id TEXT PRIMARY KEY, mailbox_id TEXT NOT NULL, parent_id TEXT, name TEXT NOT NULL, well_known TEXT
  );
  CREATE UNIQUE INDEX IF NOT EXISTS folders_by_name ON folders (mailbox_id, COALESCE(parent_id, ''), name COLLATE NOCASE);
  CREATE TABLE IF NOT EXISTS messages (
    seq INTEGER PRIMARY KEY AUTOINCREMENT, immutable_id TEXT NOT NULL UNIQUE, mutable_id TEXT NOT NULL UNIQUE, mailbox_id TEXT NOT NULL,
    folder_id TEXT NOT NULL, received INTEGER NOT NULL, created INTEGER NOT NULL, modified INTEGER NOT NULL, is_read INTEGER NOT NULL,
    is_draft INTEGER NOT NULL, message_id TEXT NOT NULL, categories TEXT NOT NULL, entered INTEGER NOT NULL, changed INTEGER NOT NULL
  );
  CREATE INDEX IF NOT EXISTS messages_by_change ON messages (folder_id, changed);
  CREATE INDEX IF NOT EXISTS messages_by_time ON messages (mailbox_id, folder_id, received);
  CREATE INDEX IF NOT EXISTS messages_by_message_id ON messages (mailbox_id, message_id);
  CREATE TABLE IF NOT EXISTS fields (
    seq INTEGER NOT NULL REFERENCES messages ON DELETE CASCADE, name TEXT NOT NULL, value TEXT NOT NULL
  );
  CREATE INDEX IF NOT EXISTS fields_by_message ON fields (seq);
  CREATE INDEX IF NOT EXISTS fields_by_value ON fields (name, value);
  CREATE TABLE IF NOT EXISTS field_names (mailbox_id TEXT NOT NULL, name TEXT NOT NULL, PRIMARY KEY (mailbox_id, name));
  CREATE TABLE IF NOT EXISTS contents (seq INTEGER PRIMARY KEY REFERENCES messages ON DELETE CASCADE, raw BLOB NOT NULL);
  CREATE TABLE IF NOT EXISTS removals (
    changed INTEGER PRIMARY KEY, folder_id TEXT NOT NULL, mutable_id TEXT NOT NULL, immutable_id TEXT NOT NULL
  );
  CREATE INDEX IF NOT EXISTS removals_by_folder ON removals (folder_id, changed);
  CREATE TABLE IF NOT EXISTS subscriptions (
    id TEXT PRIMARY KEY, tenant_id TEXT NOT NULL, app_id TEXT NOT NULL, resource TEXT NOT NULL, mailbox_id TEXT NOT NULL, folder_id TEXT, change_type TEXT NOT NULL,
    notification_url TEXT NOT NULL, lifecycle_url TEXT, client_state TEXT, expires INTEGER NOT NULL, immutable INTEGER NOT NULL
  );
  CREATE UNIQUE INDEX IF NOT EXISTS subscriptions_once ON subscriptions (app_id, mailbox_id, COALESCE(folder_id, ''), change_type);
  CREATE TABLE IF NOT EXISTS notifications (
    id INTEGER PRIMARY KEY AUTOINCREMENT, kind TEXT NOT NULL, subscription_id TEXT NOT NULL, url TEXT NOT NULL, body TEXT NOT NULL,
    queued INTEGER NOT NULL, due INTEGER NOT NULL, tries INTEGER NOT NULL DEFAULT 0
  );
  CREATE INDEX IF NOT EXISTS notifications_by_due ON notifications (url, due);`;

/** What every part of the simulator works on. */
export type GraphState = {
  store: Store;
  /** milliseconds */
  now(): number;
  /** Whether mail that leaves gets another Message-ID, as some tenants do. */
  replacesMessageIds: boolean;
  /** called inside the transaction that changes a message; queues change notifications with it */
  changed(change: Change): void;
};

export type ChangeType = 'created' | 'updated' | 'deleted';
export type Change = { type: ChangeType; mailboxId: string; folderId: string; mutableId: string; immutableId: string; etag: string };

/**
 * Mailboxes, folders, messages, subscriptions and waiting notifications, in the SQLite file `file`.
 */
export function openGraphStore(file: string): Store {
  return openStore(file, schema);
}

/** Counts up; never gives a number twice, in this run or a later one. */
export function nextNumber(store: Store, name: string): number {
  const row = store.get(
    'INSERT INTO numbers (name, value) VALUES (?, 1) ON CONFLICT (name) DO UPDATE SET value = value + 1 RETURNING value',
    name,
  );
  return Number(row?.value);
}

/** The number as it stands, 0 before the first. */
export function currentNumber(store: Store, name: string): number {
  return Number(store.get('SELECT value FROM numbers WHERE name = ?', name)?.value ?? 0);
}
