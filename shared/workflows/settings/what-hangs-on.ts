import type { Reference, SettingRow } from '../../api/settings/setting-row.ts';
import type { CountedUse, SettingDeps, SettingStore } from './setting-deps.ts';

/**
 * What would be left without an item, in words ("2 mailboxes and 31 open tickets"); null: nothing.
 * `value`: the item, where others may name it by something else than its id.
 */
export async function whatHangsOn(
  { rows, store, usesOf }: Pick<SettingDeps, 'rows' | 'store' | 'usesOf'>,
  row: SettingRow,
  id: string,
  value: object | null = null,
): Promise<string | null> {
  const others = (await rows()).filter(({ namesKinds }) => namesKinds.includes(row.kind));
  const [uses, ...counts] = await Promise.all([
    usesOf(row.kind, value ? (row.inTickets?.(value) ?? id) : id),
    ...others.map(
      async (other): Promise<CountedUse> => ({
        count: await countNaming(store(other), other, row, { id, value }),
        one: other.one,
        many: other.many,
      }),
    ),
  ]);
  const words = [...counts, ...uses].filter(({ count }) => count > 0).map(({ count, one, many }) => `${count} ${count === 1 ? one : many}`);
  return words.length === 0 ? null : `${words.slice(0, -1).join(', ')}${words.length > 1 ? ' and ' : ''}${words.at(-1)}`;
}

async function countNaming(
  store: SettingStore,
  other: SettingRow,
  row: SettingRow,
  { id, value: named }: { id: string; value: object | null },
): Promise<number> {
  if (store.countNaming) return store.countNaming(id);
  const all = await store.list();
  const own = named && row.unique(named);
  const isIt = (reference: Reference) =>
    reference.kind === row.kind &&
    (reference.by === undefined ? reference.id === id : own?.[reference.by]?.includes(reference.id) === true);
  return all.filter(({ value }) => value && other.references(value).some(isIt)).length;
}
