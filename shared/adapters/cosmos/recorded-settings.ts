import { randomUUID } from 'node:crypto';
import type { Container } from '@azure/cosmos';
import type { SettingChange, WantedChange } from '../../domain/settings/setting-change.ts';
import { queryAll, type Row } from './query.ts';
import type { ChangedItem, EntryOfChange, SettingHistory } from './setting-history.ts';
import { canBeName, isBroken, kindFieldOf, type SettingKind } from './setting-kind.ts';
import { statusOf } from './status-of.ts';

/** An item as it was read; `problem` says why its value can't be read (then it is null). */
export type SeenSetting<T> = {
  name: string;
  value: T | null;
  problem: string | null;
  /** The change that made it what it is; null when it was made by hand or long ago. */
  changeId: string | null;
  updatedBy: string | null;
  updatedAt: string | null;
  row: Row;
};

/** The change that was made. */
export type MadeChange = { changeId: string; updatedBy: string; updatedAt: string };

/**
 * The items of one kind, each change of which is kept in the history (see there how). Fields of an
 * item that its schema doesn't know stay in it.
 */
export function recordedSettings<T extends object>(kind: SettingKind<T>, container: Container, history: SettingHistory, now: () => Date) {
  const item = ({ id, partition }: ChangedItem) => container.item(id, partition);
  const seen = (row: Row): SeenSetting<T> => {
    const read = kind.read(row);
    const common = { name: read.name, changeId: typeof row.changeId === 'string' ? row.changeId : null, row };
    return isBroken(read)
      ? { ...common, value: null, problem: read.problem, updatedBy: null, updatedAt: null }
      : { ...common, value: read.value, problem: null, updatedBy: read.updatedBy, updatedAt: read.updatedAt };
  };
  const placeOf = (row: Row): ChangedItem => ({
    container: kind.container,
    id: String(row.id),
    partition: kind.partitionOfRow(row),
  });

  /** The row of a name, also of one that was made by hand under another id; null without one. */
  async function find(name: string): Promise<Row | null> {
    if (!canBeName(name)) return null;
    const { resource } = await container.item(kind.place(name).id, kind.partitionOf(name)).read<Row>();
    if (resource && kind.isKindOf(resource)) return resource;
    if (kind.container !== 'settings') return null;
    return (await rows()).find((row) => kind.read(row).name === name) ?? null;
  }

  async function rows(): Promise<Row[]> {
    const query = `SELECT * FROM c WHERE c.${kindFieldOf(kind.container)} = @kind`;
    const all = await queryAll(
      container,
      query,
      [{ name: '@kind', value: kind.kind }],
      kind.container === 'settings' ? kind.kind : undefined,
    );
    return all.filter(kind.isKindOf);
  }

  /** What this change is called, and when it is made: after the one before it. */
  function entry(wanted: WantedChange, action: SettingChange['action'], place: ChangedItem, before: SeenSetting<T> | null): EntryOfChange {
    const at = now().toISOString();
    const last = before?.updatedAt ?? '';
    const later = last >= at ? new Date(Date.parse(last) + 1).toISOString() : at;
    // by chance, not made of its content: of two alike at the same moment one is refused, and only
    // its own entry is dropped
    return { id: `c-${randomUUID()}`, change: { ...wanted, action, at: later }, item: place };
  }

  const stored = (value: T, { id, change }: EntryOfChange) => {
    const parsed = kind.schema.parse(value);
    return { ...parsed, ...kind.place(kind.nameOf(parsed)), schemaVersion: 1, updatedBy: change.by, updatedAt: change.at, changeId: id };
  };

  /** Begins a change, writes it, and confirms it; false when its item is no longer as it was. */
  async function make(made: EntryOfChange, write: () => Promise<number>): Promise<MadeChange | null> {
    await history.begin(made);
    if ((await write()) >= 400) {
      await history.drop(made.id);
      return null;
    }
    await history.confirm(made.id);
    return { changeId: made.id, updatedBy: made.change.by, updatedAt: made.change.at };
  }

  return {
    /** An item of this kind, as it was read elsewhere. */
    seen,

    /** All of them, also those that can't be read. */
    list: async (): Promise<SeenSetting<T>[]> => (await rows()).map(seen),

    async read(name: string): Promise<SeenSetting<T> | null> {
      const row = await find(name);
      return row && seen(row);
    },

    /** Adds an item; null when there is one in its place: that stays as it is. */
    async create(value: T, wanted: WantedChange): Promise<MadeChange | null> {
      const name = kind.nameOf(kind.schema.parse(value));
      const place = { container: kind.container, id: kind.place(name).id, partition: kind.partitionOf(name) };
      const made = entry(wanted, 'create', place, null);
      const write = () => statusOf(container.items.create(stored(value, made)));
      return make(made, async () => {
        const status = await write();
        return status === 409 && (await history.clear(place)) ? write() : status;
      });
    },

    /** Replaces an item; null when it is no longer as it was seen. */
    async replace(before: SeenSetting<T>, value: T, wanted: WantedChange): Promise<MadeChange | null> {
      const place = placeOf(before.row);
      if (before.changeId !== null) await history.confirm(before.changeId);
      const made = entry(wanted, 'change', place, before);
      const next = { ...unknownFields(before), ...stored(value, made), ...kind.keysOf(before.row) };
      return make(made, () => statusOf(item(place).replace(next, ifSame(before.row))));
    },

    /** Removes an item; null when it is no longer as it was seen. */
    async remove(before: SeenSetting<T>, wanted: WantedChange): Promise<MadeChange | null> {
      const place = placeOf(before.row);
      if (before.changeId !== null) await history.confirm(before.changeId);
      const made = entry(wanted, 'remove', place, before);
      const mark = { ...kind.keysOf(before.row), removed: true, changeId: made.id };
      const removed = await make(made, () => statusOf(item(place).replace(mark, ifSame(before.row))));
      if (removed) await history.clear(place);
      return removed;
    },
  };
}

/** What stands in an item beside its value: a later version's field, or somebody's own. */
function unknownFields<T extends object>({ value, row }: SeenSetting<T>): Row {
  if (value === null) return {};
  const own = ['removed', 'updatedBy', 'updatedAt', 'changeId'];
  return Object.fromEntries(Object.entries(row).filter(([name]) => !name.startsWith('_') && !own.includes(name) && !(name in value)));
}

const ifSame = (row: Row) => ({ accessCondition: { type: 'IfMatch', condition: String(row._etag) } });
