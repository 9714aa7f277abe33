import { parseRequest } from '../../api/parse-request.ts';
import { ProblemError } from '../../api/problem.ts';
import { readInput } from '../../api/settings/read-input.ts';
import type { SettingRow } from '../../api/settings/setting-row.ts';
import { contentOf, recordedSetting, type ShownSetting, shownSetting } from '../../api/settings/shown-setting.ts';
import { claimUnique } from './claim-unique.ts';
import { neverChanged } from './read-setting.ts';
import { requireCurrent } from './require-current.ts';
import { requireRoom } from './require-room.ts';
import { requireUnnamed } from './require-unnamed.ts';
import type { SeenSetting, SettingDeps } from './setting-deps.ts';

type Written = { id: string; seen: SeenSetting<object> | null; input: object; by: string; imported?: boolean };

/** What counts by itself, such as hits, may write to an item at the same time. */
const maxRaces = 10;

/**
 * Changes an item that is as its caller has seen it (`ifMatch`). One that would stay the same is
 * not written. `by`: who asks for it.
 *
 * @throws ProblemError 400 or 422 for a wrong field, 404, 409 when another has what only one may
 *   have, 412 with the item as it is now, 428.
 */
export async function changeSetting(
  deps: SettingDeps,
  row: SettingRow,
  { id, ifMatch, body, by }: { id: string; ifMatch: string | null; body: unknown; by: string },
): Promise<ShownSetting> {
  const store = deps.store(row);
  for (let race = 0; race < maxRaces; race += 1) {
    const seen = await store.read(id);
    requireCurrent(row, seen, id, ifMatch);
    parseRequest(row.id, id, 'path id');
    const { input } = readInput(row, body, id);
    const changed = await writeInput(deps, row, { id, seen, input, by });
    if (changed) return changed;
  }
  throw new ProblemError(409, `${row.one} "${id}" is being changed by others; try again`);
}

/**
 * Writes what was sent of an item over what is stored, if that is still as it was seen (null: there
 * is none); null when it is not. `imported`: it comes from a document of another installation.
 *
 * @throws ProblemError 409 or 422 when it doesn't fit, or others name what it would no longer have.
 */
export async function writeInput(
  deps: SettingDeps,
  row: SettingRow,
  { id, seen, input, by, imported = false }: Written,
): Promise<ShownSetting | null> {
  const before = seen?.value ?? null;
  const refusal = row.refusal?.(input, id, before, await deps.facts()) ?? (imported ? row.importRefusal?.(input, before) : null);
  if (refusal) throw new ProblemError(422, refusal);
  const changed = row.fromInput(input, { id, before, by, at: deps.now().toISOString() });
  const value = imported && before === null ? (row.asImported?.(changed) ?? changed) : changed;
  const after = recordedSetting(row, value);
  const shipped = seen ? undefined : row.shipped?.get(id);
  if (shipped && contentOf(recordedSetting(row, shipped)) === contentOf(after)) return shownSetting(row, shipped, neverChanged);
  const unchanged = before !== null && contentOf(recordedSetting(row, before)) === contentOf(after);
  if (seen && unchanged) return shownSetting(row, value, seen);
  if (before) await requireUnnamed(deps, row, before, value);
  if (!seen) await requireRoom(deps, row);
  const store = deps.store(row);
  const wanted = { kind: row.kind, id, by, before: before && recordedSetting(row, before), after };
  const write = () => (seen ? store.replace(seen, value, wanted) : store.create(value, wanted));
  const made = await claimUnique(deps, row, { before, value }, write);
  if (!made) return null;
  deps.forget();
  return shownSetting(row, value, made);
}
