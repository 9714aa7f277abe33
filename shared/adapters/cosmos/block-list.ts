import { createHash } from 'node:crypto';
import type { Container } from '@azure/cosmos';
import { BlockedSender } from '../../domain/settings/blocked-sender.ts';
import { queryAll } from './query.ts';
import { statusOf } from './status-of.ts';

const kind = 'blocked-sender';
/** Entries may hold what an id may not. */
const idOf = (entry: string) => createHash('sha256').update(entry).digest('hex').slice(0, 32);

/** The block list: items of kind `blocked-sender` in container `settings`, one for each entry. */
export const blockList = (settings: Container, now: () => Date) => ({
  /** All entries, the latest hit first. */
  async entries(): Promise<(BlockedSender & { id: string })[]> {
    const rows = await queryAll(settings, 'SELECT * FROM c', [], kind);
    const entries = rows.map((row) => ({ ...BlockedSender.parse(row), id: String(row.id) }));
    return entries.toSorted((a, b) => (b.lastHitAt ?? '').localeCompare(a.lastHitAt ?? '') || a.entry.localeCompare(b.entry));
  },

  /** Adds an entry; one that is there already stays as it is. Returns its id. */
  async add(entry: BlockedSender): Promise<string> {
    const id = idOf(entry.entry);
    await statusOf(settings.items.create({ ...entry, id, kind, schemaVersion: 1 }));
    return id;
  },

  /** Removes an entry; false when there is none. */
  remove: async (id: string): Promise<boolean> => (await statusOf(settings.item(id, kind).delete())) === 204,

  /** Counts a hit; an entry that was removed meanwhile is passed over. */
  async countHit(entry: string): Promise<void> {
    await statusOf(
      settings.item(idOf(entry), kind).patch([
        { op: 'incr', path: '/hits', value: 1 },
        { op: 'set', path: '/lastHitAt', value: now().toISOString() },
      ]),
    );
  },
});
