import { z } from 'zod';
import { BrokenSettingError } from '../../errors.ts';
import { wrongFields } from './parse-item.ts';
import type { Row } from './query.ts';

/**
 * The containers that hold settings: which field of an item says its kind, which one its name, and
 * where the item of a kind and name is.
 */
const containers = {
  settings: { kindField: 'kind', nameField: 'id', place: (kind: string, name: string) => ({ id: name, kind }) },
  mailboxes: {
    kindField: 'type',
    nameField: 'mailboxId',
    place: (kind: string, name: string) => ({ id: kind, type: kind, mailboxId: name }),
  },
  contacts: { kindField: 'type', nameField: 'key', place: (kind: string, name: string) => ({ id: name, type: kind, key: name }) },
} as const;
export type SettingContainer = keyof typeof containers;

/** What there is to say of a kind of setting: a row of the table in setting-kinds.ts. */
type KindRow<T> = {
  kind: string;
  container: SettingContainer;
  schema: z.ZodType<T>;
  /**
   * What an item is called among those of its kind: 1 to 255 characters without `/`, `\`, `?`, `#`,
   * since it is part of where the item is kept.
   */
  nameOf(value: T): string;
  /** The id of the item, where it is another than the container's rule makes. */
  itemId?: string;
};

/** An item as it is stored; who changed it last and when are null for those made by hand. */
export type StoredSetting<T> = { name: string; value: T; etag: string; updatedBy: string | null; updatedAt: string | null };

/** An item that can't be read, and what is wrong with which of its fields (never a value). */
export type BrokenSetting = { kind: string; name: string; etag: string; problem: string };

/** The items of a kind that were read together. */
export type SettingItems<T> = {
  /** Those that can be read, by name. */
  values: ReadonlyMap<string, T>;
  broken: readonly BrokenSetting[];
  /**
   * The item of a name; null when there is none.
   *
   * @throws BrokenSettingError when there is one and it can't be read.
   */
  get(name: string): T | null;
};

export type SettingKind<T> = KindRow<T> & {
  /** Where the item of a name is: its id, and the fields by which it is found. */
  place(name: string): { id: string };
  /** The key of its partition. */
  partitionOf(name: string): string;
  partitionOfRow(row: Row): string;
  /** What an item is found by, as it stands there: also one that was made by hand. */
  keysOf(row: Row): { id: string };
  /** Whether an item of the container is of this kind. */
  isKindOf(row: Row): boolean;
  read(row: Row): StoredSetting<T> | BrokenSetting;
  /** All of them; the same rows are only read once. */
  readAll(rows: readonly Row[]): SettingItems<T>;
};

/** Who and when are for people: whatever stands there holds nothing up. */
const Kept = z.object({ _etag: z.string(), updatedBy: z.string().nullable().catch(null), updatedAt: z.string().nullable().catch(null) });

/** Whether an item can have this name: Cosmos DB refuses others, or would look elsewhere. */
export const canBeName = (name: string): boolean => name.trim() !== '' && name.isWellFormed() && /^[^/\\?#]{1,255}$/.test(name);

export const isBroken = <T>(item: StoredSetting<T> | BrokenSetting): item is BrokenSetting => 'problem' in item;

export const kindFieldOf = (container: SettingContainer): string => containers[container].kindField;

/** Makes a row of the table into a kind that can be stored, read and listed. */
export function settingKind<T>(row: KindRow<T>): SettingKind<T> {
  const { kind, schema, nameOf, container, itemId } = row;
  const { kindField, nameField, place } = containers[container];
  const known = new WeakMap<readonly Row[], SettingItems<T>>();
  const read = (item: Row): StoredSetting<T> | BrokenSetting => {
    const { _etag: etag, ...changed } = Kept.parse(item);
    const { data, error } = schema.safeParse(item);
    if (error) return { kind, name: String(item[nameField]).slice(0, 300), etag, problem: wrongFields(error) };
    return { name: nameOf(data), value: data, etag, ...changed };
  };
  return {
    ...row,
    place: (name) => (itemId === undefined ? place(kind, name) : { ...place(kind, name), id: itemId }),
    partitionOf: (name) => (container === 'settings' ? kind : name),
    partitionOfRow: (item) => (container === 'settings' ? kind : String(item[nameField])),
    keysOf: (item) => ({ id: String(item.id), [kindField]: item[kindField], [nameField]: item[nameField] }),
    // while an item is removed, a mark of that stands in its place for a moment
    isKindOf: (item) => item[kindField] === kind && item.removed !== true,
    read,
    readAll(rows) {
      const items = known.get(rows) ?? together(kind, rows.map(read));
      known.set(rows, items);
      return items;
    },
  };
}

function together<T>(kind: string, items: (StoredSetting<T> | BrokenSetting)[]): SettingItems<T> {
  const byName = Map.groupBy(
    items.flatMap((item) => (isBroken(item) ? [] : [item])),
    ({ name }) => name,
  );
  const values = new Map(
    [...byName].flatMap(([name, [one, ...others]]) => (one && others.length === 0 ? [[name, one.value] as const] : [])),
  );
  const broken = [
    ...items.filter(isBroken),
    ...[...byName.values()].filter(({ length }) => length > 1).map((alike) => several(kind, alike)),
  ];
  return {
    values,
    broken,
    get(name) {
      const wrong = broken.find((item) => item.name === name);
      if (wrong) throw new BrokenSettingError(wrong);
      return values.get(name) ?? null;
    },
  };
}

/** Items of one name, made by hand: which of them counts would be a guess. */
function several<T>(kind: string, alike: readonly StoredSetting<T>[]): BrokenSetting {
  const [{ name, etag } = { name: '', etag: '' }] = alike;
  return { kind, name, etag, problem: `there are ${alike.length} items of this name; remove all but one` };
}
