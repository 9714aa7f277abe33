import { ProblemError } from '../../api/problem.ts';
import type { SettingRow } from '../../api/settings/setting-row.ts';
import { recordedSetting } from '../../api/settings/shown-setting.ts';
import { claimUnique } from './claim-unique.ts';
import { requireCurrent } from './require-current.ts';
import type { SettingDeps } from './setting-deps.ts';
import { whatHangsOn } from './what-hangs-on.ts';

/** What counts by itself, such as hits, may write to an item at the same time. */
const maxRaces = 10;

/**
 * Removes an item that is as its caller has seen it (`ifMatch`), also one that can't be read, if
 * nothing hangs on it. `by`: who asks for it.
 *
 * @throws ProblemError 404, 409 that says what hangs on it, 412 with the item as it is now, 428.
 */
export async function removeSetting(
  deps: SettingDeps,
  row: SettingRow,
  { id, ifMatch, by }: { id: string; ifMatch: string | null; by: string },
): Promise<void> {
  const store = deps.store(row);
  for (let race = 0; race < maxRaces; race += 1) {
    const seen = await store.read(id);
    requireCurrent(row, seen, id, ifMatch);
    if (!seen) return;
    const hanging = await whatHangsOn(deps, row, id, seen.value);
    const name = seen.value ? row.nameOf(seen.value) : id;
    if (hanging !== null) throw new ProblemError(409, `${row.one} ${name} has ${hanging}: move or remove these first`);
    const before = seen.value && recordedSetting(row, seen.value);
    const remove = () => store.remove(seen, { kind: row.kind, id, by, before, after: null });
    if (await claimUnique(deps, row, { before: seen.value, value: null }, remove)) return deps.forget();
  }
  throw new ProblemError(409, `${row.one} "${id}" is being changed by others; try again`);
}
