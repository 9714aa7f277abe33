import { ProblemError } from '../../api/problem.ts';
import type { SettingRow } from '../../api/settings/setting-row.ts';
import type { SettingDeps } from './setting-deps.ts';

/** So many are named. */
const maxNamed = 5;

/**
 * Refuses a change that takes from an item what others name it by, such as the address of a
 * technician whom rules assign tickets to: those would name nobody.
 *
 * @throws ProblemError 409 that says which they are.
 */
export async function requireUnnamed(
  { rows, store }: Pick<SettingDeps, 'rows' | 'store'>,
  row: SettingRow,
  before: object,
  after: object,
): Promise<void> {
  const [had, has] = [row.unique(before), row.unique(after)];
  const lost = Object.entries(had).flatMap(([field, values]) =>
    values.filter((value) => !has[field]?.includes(value)).map((value) => ({ field, value })),
  );
  if (lost.length === 0) return;
  for (const other of (await rows()).filter(({ namesKinds }) => namesKinds.includes(row.kind))) {
    for (const { field, value } of lost) {
      const names = (item: object) => other.references(item).some(({ kind, id, by }) => kind === row.kind && by === field && id === value);
      const naming = (await store(other).list()).flatMap(({ value: item }) => (item && names(item) ? [`"${other.nameOf(item)}"`] : []));
      if (naming.length === 0) continue;
      const shown = [...naming.slice(0, maxNamed), ...(naming.length > maxNamed ? [`${naming.length - maxNamed} more`] : [])].join(', ');
      throw new ProblemError(
        409,
        `${field}: "${value}" is named by ${naming.length === 1 ? other.one : other.many} ${shown}; change that first`,
      );
    }
  }
}
