import { ProblemError } from '../../api/problem.ts';
import { readInput } from '../../api/settings/read-input.ts';
import type { SettingRow } from '../../api/settings/setting-row.ts';
import { recordedSetting, type ShownSetting, shownSetting } from '../../api/settings/shown-setting.ts';
import { claimUnique } from './claim-unique.ts';
import { requireRoom } from './require-room.ts';
import type { SettingDeps } from './setting-deps.ts';

/** Names that are tried before a caller is asked for an id. */
const maxAttempts = 20;

/**
 * Adds an item, under the id that it brings or one made of its name. `by`: who asks for it.
 *
 * @throws ProblemError 400 or 422 for a wrong field, 409 when there is one like it.
 */
export async function createSetting(deps: SettingDeps, row: SettingRow, body: unknown, by: string): Promise<ShownSetting & { id: string }> {
  const { id: wanted, input } = readInput(row, body, null);
  const store = deps.store(row);
  await requireRoom(deps, row);
  for (let attempt = 0; attempt < maxAttempts; attempt += 1) {
    const id = wanted ?? row.newId(input, attempt);
    if (id === null) break;
    const refusal = row.refusal?.(input, id, null, await deps.facts());
    if (refusal) throw new ProblemError(422, refusal);
    const value = row.fromInput(input, { id, before: null, by, at: deps.now().toISOString() });
    const wantedChange = { kind: row.kind, id, by, before: null, after: recordedSetting(row, value) };
    // also one that was made by hand, under another id of the item
    const isThere = (await store.read(id)) !== null;
    const made = isThere ? null : await claimUnique(deps, row, { before: null, value }, () => store.create(value, wantedChange));
    if (made) {
      deps.forget();
      return { id, ...shownSetting(row, value, made) };
    }
    if (wanted !== null) throw new ProblemError(409, `id: there is a ${row.one} "${wanted}" already`);
  }
  throw new ProblemError(409, `There is a ${row.one} like this already; change that one, or give this one an id of its own`);
}
