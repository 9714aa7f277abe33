import { z } from 'zod';
import type { GraphState } from './graph-store.ts';
import { currentNumber } from './graph-store.ts';
import { type Message, toMessage } from './messages.ts';

export type FolderChange = { at: number } & (
  | { kind: 'present'; isNew: boolean; message: Message }
  | { kind: 'removed'; mutableId: string; immutableId: string }
);
export type FolderChanges = {
  changes: FolderChange[];
  /** the change up to which these are complete: where the next page, or the next round, begins */
  upTo: number;
  more: boolean;
};

const Removal = z.object({ changed: z.number(), mutable_id: z.string(), immutable_id: z.string() });

export type ChangesWanted = {
  folderId: string;
  /** changes after this one, the end of the page before */
  since: number;
  /** what the client knew when this round began: messages that came later are new to it */
  known: number;
  /** removals up to this one don't concern the client, who never saw those messages */
  removalsAfter: number;
  limit: number;
  /** milliseconds; leaves out older messages */
  receivedFrom: number;
};

/**
 * What changed in a folder, oldest change first. A message that changes while the client pages
 * through comes again later, none is left out.
 */
export function changesSince({ store }: GraphState, wanted: ChangesWanted): FolderChanges {
  const { folderId, since, known, removalsAfter, limit, receivedFrom } = wanted;
  const latest = currentNumber(store, 'change');
  const present = store
    .all(
      'SELECT * FROM messages WHERE folder_id = ? AND changed > ? AND received >= ? ORDER BY changed LIMIT ?',
      folderId,
      since,
      receivedFrom,
      limit + 1,
    )
    .map(toMessage)
    .map((message): FolderChange => ({ at: message.changed, kind: 'present', isNew: message.entered > known, message }));
  const removed = store
    .all(
      'SELECT * FROM removals WHERE folder_id = ? AND changed > ? ORDER BY changed LIMIT ?',
      folderId,
      Math.max(since, removalsAfter),
      limit + 1,
    )
    .map((row) => Removal.parse(row))
    .map((row): FolderChange => ({ at: row.changed, kind: 'removed', mutableId: row.mutable_id, immutableId: row.immutable_id }));
  const all = [...present, ...removed].sort((a, b) => a.at - b.at);
  const changes = all.slice(0, limit);
  const more = all.length > limit;
  return { changes, more, upTo: more ? (changes.at(-1)?.at ?? since) : latest };
}
