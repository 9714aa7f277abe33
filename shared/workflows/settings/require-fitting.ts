import { ProblemError } from '../../api/problem.ts';
import type { Reference, SettingRow } from '../../api/settings/setting-row.ts';
import type { SettingDeps, SettingStore } from './setting-deps.ts';

/**
 * Refuses an item that names others that are not there, or has what another item of its kind has.
 *
 * @throws ProblemError 422 or 409 that names the field.
 */
export async function requireFitting(
  { rows, store }: Pick<SettingDeps, 'rows' | 'store'>,
  row: SettingRow,
  value: object,
  before: object | null,
): Promise<void> {
  const known = new Set((before ? row.references(before) : []).map(({ kind, id }) => `${kind} ${id}`));
  for (const reference of row.references(value).filter(({ kind, id, loose }) => !loose && !known.has(`${kind} ${id}`))) {
    const { field, kind, id } = reference;
    const named = (await rows()).find((other) => other.kind === kind);
    if (!named || !(await isThere(store(named), named, reference)))
      throw new ProblemError(422, `${field}: there is no ${named?.one ?? kind} "${id}"`);
  }
  const wanted = Object.entries(row.unique(value));
  if (wanted.length === 0) return;
  for (const { value: other } of await store(row).list()) {
    if (!other || row.idOf(other) === row.idOf(value)) continue;
    const theirs = row.unique(other);
    for (const [field, values] of wanted) {
      const taken = values.find((one) => theirs[field]?.includes(one));
      if (taken !== undefined)
        throw new ProblemError(409, `${field}: ${row.one} "${row.nameOf(other)}" (${row.idOf(other)}) has "${taken}" already`);
    }
  }
}

async function isThere(store: SettingStore, row: SettingRow, { id, by }: Reference): Promise<boolean> {
  if (by === undefined) return (await store.read(id)) !== null;
  return (await store.list()).some(({ value }) => value !== null && row.unique(value)[by]?.includes(id) === true);
}
