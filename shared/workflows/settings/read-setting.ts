import { notFound, ProblemError } from '../../api/problem.ts';
import type { SettingRow } from '../../api/settings/setting-row.ts';
import { etagOf, type ShownSetting, shownSetting } from '../../api/settings/shown-setting.ts';
import type { SeenSetting, SettingDeps } from './setting-deps.ts';

/**
 * One item with its version.
 *
 * @throws ProblemError 404 when there is none, 409 when it can't be read; then with its version, by
 *   which it can be replaced or removed.
 */
export async function readSetting({ store }: Pick<SettingDeps, 'store'>, row: SettingRow, id: string): Promise<ShownSetting> {
  const seen = await store(row).read(id);
  const current = versionOf(row, seen, id);
  if (!current) throw notFound('id', row.one, id);
  if (current.item) return { item: current.item, etag: current.etag };
  throw new ProblemError(409, `${row.one} "${id}" can't be read (${seen?.problem}): replace or remove it`, current);
}

/** Of what nobody has changed. */
export const neverChanged = { changeId: null, updatedBy: null, updatedAt: null };

/** An item as it is now (null: it can't be read) with its version; null when there is none. */
export function versionOf(
  row: SettingRow,
  seen: SeenSetting<object> | null,
  id: string,
): { item: Record<string, unknown> | null; etag: string } | null {
  if (seen === null) {
    const own = row.unset ?? row.shipped?.get(id);
    return own ? shownSetting(row, own, neverChanged) : null;
  }
  return seen.value ? shownSetting(row, seen.value, seen) : { item: null, etag: etagOf(seen.changeId, seen.problem ?? '') };
}
