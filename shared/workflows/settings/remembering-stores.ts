import type { SettingRow } from '../../api/settings/setting-row.ts';
import type { WantedChange } from '../../domain/settings/setting-change.ts';
import type { SeenSetting, SettingDeps, SettingStore } from './setting-deps.ts';

/**
 * Stores for one import: each kind is listed once, and what the import writes is remembered, so
 * that a thousand items don't list a thousand. `pretend`: nothing is written, but later items see
 * it. `once` is false for an id that it was called with before.
 */
export function rememberingStores(deps: SettingDeps, pretend: boolean): SettingDeps & { once(row: SettingRow, id: string): boolean } {
  const known = new Map<string, SettingStore>();
  const ids = new Set<string>();
  return {
    ...deps,
    claims: pretend ? { take: async () => true, release: async () => {} } : deps.claims,
    store(row) {
      const store = known.get(row.kind) ?? remembering(row, deps.store(row), pretend);
      known.set(row.kind, store);
      return store;
    },
    once({ kind }, id) {
      const name = `${kind} ${id}`;
      return !ids.has(name) && ids.add(name).has(name);
    },
  };
}

function remembering(row: SettingRow, store: SettingStore, pretend: boolean): SettingStore {
  let listed: Promise<Map<string, SeenSetting<object>>> | null = null;
  const all = () => {
    listed ??= store.list().then((items) => new Map(items.map((seen) => [seen.value ? row.idOf(seen.value) : seen.name, seen])));
    return listed;
  };
  /** What was written here, of kinds that are not listed. */
  const written = new Map<string, SeenSetting<object>>();

  async function remember(value: object, made: { changeId: string; updatedBy: string; updatedAt: string } | null) {
    const seen = { name: row.idOf(value), value, problem: null, changeId: null, updatedBy: null, updatedAt: null };
    if (made) (store.page ? written : await all()).set(seen.name, seen);
    return made;
  }
  const pretended = ({ by }: WantedChange) => ({ changeId: '', updatedBy: by, updatedAt: '' });

  return {
    ...store,
    list: async () => [...(await all()).values()],
    read: async (id) => (store.page ? (written.get(id) ?? (await store.read(id))) : ((await all()).get(id) ?? null)),
    create: async (value, wanted) => remember(value, pretend ? pretended(wanted) : await store.create(value, wanted)),
    replace: async (before, value, wanted) => remember(value, pretend ? pretended(wanted) : await store.replace(before, value, wanted)),
  };
}
