import { z } from 'zod';
import type { Row } from '../simulator/open-store.ts';
import { itemNotFound } from './graph-error.ts';
import { type ChangeType, type GraphState, nextNumber } from './graph-store.ts';
import { newImmutableId, newMutableId } from './message-ids.ts';
import { readHeader, readHeaders } from './read-headers.ts';

const Message = z.object({
  seq: z.number(),
  mutable_id: z.string(),
  immutable_id: z.string(),
  mailbox_id: z.string(),
  folder_id: z.string(),
  /** milliseconds, as all times here */
  received: z.number(),
  created: z.number(),
  modified: z.number(),
  is_read: z.number(),
  is_draft: z.number(),
  message_id: z.string(),
  categories: z.string(),
  /** the change with which it came into its folder, and its latest */
  entered: z.number(),
  changed: z.number(),
});
export type Message = z.infer<typeof Message>;
export type NewMessage = { mailboxId: string; folderId: string; raw: Uint8Array; isRead: boolean; isDraft: boolean };

/** Puts a mail into a folder, byte for byte as it came. */
export function insertMessage(state: GraphState, { mailboxId, folderId, raw, isRead, isDraft }: NewMessage): Message {
  const { store } = state;
  return store.transaction(() => {
    const now = state.now();
    const change = nextNumber(store, 'change');
    const row = store.get(
      `INSERT INTO messages (mutable_id, immutable_id, mailbox_id, folder_id, received, created, modified, is_read, is_draft, message_id, categories, entered, changed)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, '[]', ?, ?) RETURNING *`,
      ...[newMutableId(), newImmutableId(), mailboxId, folderId, now, now, now, Number(isRead), Number(isDraft)],
      ...[readHeader(raw, 'message-id') ?? '', change, change],
    );
    const message = toMessage(row);
    store.run('INSERT INTO contents (seq, raw) VALUES (?, ?)', message.seq, raw);
    keepFields(state, message.seq, raw);
    tell(state, 'created', message);
    return message;
  });
}

/** By either id, in one mailbox. Throws a Refusal 404. */
export function findMessage({ store }: GraphState, mailboxId: string, id: string): Message {
  const row = store.get('SELECT * FROM messages WHERE (mutable_id = ? OR immutable_id = ?) AND mailbox_id = ?', id, id, mailboxId);
  if (!row) throw itemNotFound();
  return toMessage(row);
}

/** The bytes of a mail. */
export function readContent({ store }: GraphState, message: Message): Uint8Array {
  const row = store.get('SELECT raw FROM contents WHERE seq = ?', message.seq);
  if (!(row?.raw instanceof Uint8Array)) throw itemNotFound();
  return row.raw;
}

export type MessageChanges = { isRead?: boolean; categories?: string[]; raw?: Uint8Array };

/** Changes a message where it is. */
export function updateMessage(state: GraphState, message: Message, { isRead, categories, raw }: MessageChanges): Message {
  const { store } = state;
  return store.transaction(() => {
    const row = store.get(
      'UPDATE messages SET message_id = ?, is_read = ?, categories = ?, modified = ?, changed = ? WHERE seq = ? RETURNING *',
      raw ? (readHeader(raw, 'message-id') ?? '') : message.message_id,
      Number(isRead ?? message.is_read === 1),
      categories ? JSON.stringify(categories) : message.categories,
      state.now(),
      nextNumber(store, 'change'),
      message.seq,
    );
    if (raw) {
      store.run('UPDATE contents SET raw = ? WHERE seq = ?', raw, message.seq);
      keepFields(state, message.seq, raw);
    }
    const updated = toMessage(row);
    tell(state, 'updated', updated);
    return updated;
  });
}

/**
 * Moves a message: a new id, the same immutable id, gone from the one folder and new in the other.
 */
export function moveMessage(state: GraphState, message: Message, folderId: string, sent = false): Message {
  const { store } = state;
  return store.transaction(() => {
    leave(state, message);
    const change = nextNumber(store, 'change');
    const row = store.get(
      'UPDATE messages SET folder_id = ?, mutable_id = ?, received = ?, modified = ?, entered = ?, changed = ?, is_draft = ?, is_read = ? WHERE seq = ? RETURNING *',
      ...[folderId, newMutableId(), sent ? state.now() : message.received, state.now(), change, change],
      ...[sent ? 0 : message.is_draft, sent ? 1 : message.is_read, message.seq],
    );
    const moved = toMessage(row);
    tell(state, 'created', moved);
    return moved;
  });
}

/** Removes a message for good. */
export function removeMessage(state: GraphState, message: Message): void {
  state.store.transaction(() => {
    leave(state, message);
    state.store.run('DELETE FROM messages WHERE seq = ?', message.seq);
  });
}

export function toMessage(row: Row | undefined): Message {
  return Message.parse(row);
}

export function etagOf(message: Message): string {
  return `W/"${changeKeyOf(message)}"`;
}

export function changeKeyOf(message: Message): string {
  return Buffer.from(`CQAAABYAAA${message.changed}`).toString('base64');
}

function leave(state: GraphState, message: Message): void {
  state.store.run(
    'INSERT INTO removals (changed, folder_id, mutable_id, immutable_id) VALUES (?, ?, ?, ?)',
    ...[nextNumber(state.store, 'change'), message.folder_id, message.mutable_id, message.immutable_id],
  );
  tell(state, 'deleted', message);
}

/** Fields with x- are properties by which messages are found. */
function keepFields({ store }: GraphState, seq: number, raw: Uint8Array): void {
  store.run('DELETE FROM fields WHERE seq = ?', seq);
  for (const { name, value } of readHeaders(raw)) {
    if (/^x-/i.test(name)) store.run('INSERT INTO fields (seq, name, value) VALUES (?, ?, ?)', seq, name.toLowerCase(), value);
  }
}

/** The value of a field with x-, or undefined. */
export function readField({ store }: GraphState, { seq }: Message, name: string): string | undefined {
  const row = store.get('SELECT value FROM fields WHERE seq = ? AND name = ?', seq, name);
  return row && String(row.value);
}

function tell(state: GraphState, type: ChangeType, message: Message): void {
  const { mailbox_id: mailboxId, folder_id: folderId, mutable_id: mutableId, immutable_id: immutableId } = message;
  state.changed({ type, mailboxId, folderId, mutableId, immutableId, etag: etagOf(message) });
}
