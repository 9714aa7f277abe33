import { notFound, ProblemError } from '../../api/problem.ts';
import { isCurrent } from '../../api/settings/if-match.ts';
import type { SettingRow } from '../../api/settings/setting-row.ts';
import { versionOf } from './read-setting.ts';
import type { SeenSetting } from './setting-deps.ts';

/**
 * Refuses to change what is not there, or is no longer what the caller has seen.
 *
 * @throws ProblemError 404, 428 without If-Match, 412 with the item as it is now.
 */
export function requireCurrent(row: SettingRow, seen: SeenSetting<object> | null, id: string, ifMatch: string | null): void {
  const current = versionOf(row, seen, id);
  if (!current) throw notFound('id', row.one, id);
  if (!isCurrent(ifMatch, current.etag)) {
    const by = seen?.updatedBy ? ` by ${seen.updatedBy}` : '';
    throw new ProblemError(
      412,
      `if-match: ${row.one} "${id}" has been changed${by} since you read it; "current" is what it is now`,
      current,
    );
  }
}
