import { ProblemError } from '../../api/problem.ts';
import type { SettingRow } from '../../api/settings/setting-row.ts';
import type { SettingDeps } from './setting-deps.ts';

/**
 * Refuses a new item of a kind of which there are as many as may be.
 *
 * @throws ProblemError 409
 */
export async function requireRoom({ store }: Pick<SettingDeps, 'store'>, row: SettingRow): Promise<void> {
  const { maxItems = Number.POSITIVE_INFINITY } = row;
  if (maxItems < Number.POSITIVE_INFINITY && (await store(row).list()).length >= maxItems)
    throw new ProblemError(409, `There are ${maxItems} ${row.many} already, and more are not kept; remove one first`);
}
