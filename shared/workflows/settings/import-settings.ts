import { parseRequest } from '../../api/parse-request.ts';
import { ProblemError } from '../../api/problem.ts';
import { readInput } from '../../api/settings/read-input.ts';
import type { SettingRow } from '../../api/settings/setting-row.ts';
import { type ImportChange, type ImportReport, SettingsDocument } from '../../api/settings/settings-document.ts';
import { contentOf, recordedSetting } from '../../api/settings/shown-setting.ts';
import { limitConcurrency } from '../../limit-concurrency.ts';
import { writeInput } from './change-setting.ts';
import { rememberingStores } from './remembering-stores.ts';
import type { SettingDeps } from './setting-deps.ts';

/** Items of a kind that are written at a time, where none depends on another. */
const atOnce = 8;

/**
 * Brings the settings of a document in, kind after kind, so that what items name is there before
 * them; each item as a whole or not at all. What is there and not in the document stays.
 * `dryRun`: nothing is written, and the report says what would be. `by`: who asks for it.
 *
 * @throws ProblemError 400 when it is no such document.
 */
export async function importSettings(
  deps: SettingDeps,
  body: unknown,
  { dryRun, by }: { dryRun: boolean; by: string },
): Promise<ImportReport> {
  const { settings } = parseRequest(SettingsDocument, body, 'body');
  const rows = await deps.rows();
  const unknown = Object.keys(settings).find((kind) => !rows.some((row) => row.kind === kind));
  if (unknown !== undefined) throw new ProblemError(400, `body settings: there is no kind "${unknown}"`);
  const stores = rememberingStores(deps, dryRun);
  const changes: ImportChange[] = [];
  for (const row of rows.filter(({ kind }) => settings[kind] !== undefined && settings[kind] !== null)) {
    const items = row.unset ? [settings[row.kind]] : listOf(row, settings[row.kind]);
    // items of kinds with too many to list are checked by themselves, and may go side by side
    const turns = limitConcurrency(stores.store(row).page ? atOnce : 1);
    changes.push(...(await Promise.all(items.map((item, index) => turns(row.kind, () => importItem(stores, row, { item, index, by }))))));
  }
  const count = (action: ImportChange['action']) =>
    changes.filter((change) => change.action === action && change.problem === undefined).length;
  const problems = changes.filter(({ problem }) => problem !== undefined).length;
  return { dryRun, counts: { create: count('create'), change: count('change'), none: count('none'), problems }, changes };
}

function listOf(row: SettingRow, items: unknown): unknown[] {
  if (Array.isArray(items)) return items;
  throw new ProblemError(400, `body settings.${row.kind}: must be a list`);
}

async function importItem(
  deps: SettingDeps & { once(row: SettingRow, id: string): boolean },
  row: SettingRow,
  { item, index, by }: { item: unknown; index: number; by: string },
): Promise<ImportChange> {
  const change: ImportChange = { kind: row.kind, id: row.unset ? row.kind : (idIn(item) ?? `(number ${index + 1})`), action: 'none' };
  try {
    const { id: sent, input } = readInput(row, item, null);
    const id = row.unset ? row.kind : sent;
    if (id === null) throw new ProblemError(400, 'id: is missing');
    if (!deps.once(row, id)) throw new ProblemError(400, 'id: is in the document twice');
    const seen = await deps.store(row).read(id);
    const before = seen ? seen.value : (row.unset ?? null);
    change.action = seen || row.unset ? 'change' : 'create';
    const after = contentOf(row.toInput(row.fromInput(input, { id, before, by, at: deps.now().toISOString() })));
    if (before && contentOf(recordedSetting(row, before)) === after) return { ...change, action: 'none' };
    if (!(await writeInput(deps, row, { id, seen, input, by, imported: true })))
      throw new ProblemError(409, 'is being changed by others; import it again');
    return change;
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    return { ...change, problem: error.message };
  }
}

const idIn = (item: unknown): string | null =>
  typeof item === 'object' && item !== null && 'id' in item && typeof item.id === 'string' ? item.id.slice(0, 320) : null;
