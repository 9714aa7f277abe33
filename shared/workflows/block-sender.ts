import { readInput } from '../api/settings/read-input.ts';
import type { SettingRow } from '../api/settings/setting-row.ts';
import { createSetting } from './settings/create-setting.ts';
import type { SettingDeps } from './settings/setting-deps.ts';

/**
 * Blocks a sender; one that is blocked already stays as they are. `row`: that of the block list,
 * `by`: who asks for it. Returns the entry's id.
 *
 * @throws ProblemError 400 for a wrong field.
 */
export async function blockSender(deps: SettingDeps, row: SettingRow, body: unknown, by: string): Promise<string> {
  const id = row.newId(readInput(row, body, null).input, 0);
  if (id !== null && (await deps.store(row).read(id))) return id;
  return (await createSetting(deps, row, body, by)).id;
}
