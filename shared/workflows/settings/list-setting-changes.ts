import { afterToken, tokenAfter } from '../../api/continuation.ts';
import type { HistoryPage, HistoryQuery } from '../../api/settings/setting-history.ts';
import type { SettingHistoryDeps } from './setting-deps.ts';

/**
 * A page of changes of the settings, the latest first. What a crash left open is settled before.
 *
 * @throws ProblemError 400 when the continuation is none of ours.
 */
export async function listSettingChanges({ settle, page }: SettingHistoryDeps, query: HistoryQuery): Promise<HistoryPage> {
  const after = afterToken(query.continuation);
  await settle();
  const { items, next } = await page({ kind: query.kind, id: query.id, limit: query.limit, after });
  return { items, next: next === null ? null : tokenAfter(next) };
}
