import { afterToken, tokenAfter } from '../../api/continuation.ts';
import type { ContactQuery } from '../../api/settings/contacts.ts';
import type { SettingPage } from '../../api/settings/setting-page.ts';
import type { SettingRow } from '../../api/settings/setting-row.ts';
import { shownSetting } from '../../api/settings/shown-setting.ts';
import type { SettingDeps } from './setting-deps.ts';

/**
 * A page of contacts, by their addresses; with the problem of each of its contacts that can't be
 * read.
 *
 * @throws ProblemError 400 when the continuation is none of ours.
 */
export async function listContacts({ store }: Pick<SettingDeps, 'store'>, row: SettingRow, query: ContactQuery): Promise<SettingPage> {
  const { search, client, limit } = query;
  const page = await store(row).page?.({ search, client, limit, after: afterToken(query.continuation) });
  const { seen = [], next = null } = page ?? {};
  return {
    items: seen.flatMap((one) => (one.value ? [shownSetting(row, one.value, one).item] : [])),
    next: next === null ? null : tokenAfter(next),
    broken: seen.flatMap(({ name, problem }) => (problem === null ? [] : [{ id: name, problem }])),
  };
}
