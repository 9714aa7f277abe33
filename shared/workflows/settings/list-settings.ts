import { afterToken, tokenAfter } from '../../api/continuation.ts';
import type { SettingPage, SettingQuery } from '../../api/settings/setting-page.ts';
import type { SettingRow } from '../../api/settings/setting-row.ts';
import { shownSetting } from '../../api/settings/shown-setting.ts';
import { neverChanged } from './read-setting.ts';
import type { SeenSetting, SettingDeps } from './setting-deps.ts';

/**
 * A page of the settings of a kind, by their ids, with those that come with the program. Those that
 * can't be read come with the first, as do those that can't be used: what was written by hand
 * nobody has checked.
 *
 * @throws ProblemError 400 when the continuation is none of ours.
 */
export async function listSettings({ store }: Pick<SettingDeps, 'store'>, row: SettingRow, query: SettingQuery): Promise<SettingPage> {
  const after = afterToken(query.continuation);
  const all = await store(row).list();
  const stored = new Set(all.map(({ name }) => name));
  const shipped = [...(row.shipped ?? [])].filter(([id]) => !stored.has(id));
  const readable = [
    ...all.flatMap((seen) => (seen.value ? [{ id: row.idOf(seen.value), value: seen.value, seen }] : [])),
    ...shipped.map(([id, value]) => ({ id, value, seen: neverChanged })),
  ].toSorted((a, b) => (a.id < b.id ? -1 : 1));
  const rest = after === null ? readable : readable.filter(({ id }) => id > after);
  const page = rest.slice(0, query.limit);
  const last = page.at(-1);
  return {
    items: page.map(({ value, seen }) => shownSetting(row, value, seen).item),
    next: last && rest.length > page.length ? tokenAfter(last.id) : null,
    broken: after === null ? all.flatMap((seen) => brokenOf(row, seen)) : [],
  };
}

function brokenOf(row: SettingRow, { name, problem, value }: SeenSetting<object>): { id: string; problem: string }[] {
  if (problem !== null) return [{ id: name, problem }];
  const wrong = value && row.problemOf?.(value);
  return value && wrong ? [{ id: row.idOf(value), problem: wrong }] : [];
}
