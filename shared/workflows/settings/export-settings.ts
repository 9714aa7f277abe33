import { afterToken, tokenAfter } from '../../api/continuation.ts';
import type { SettingRow } from '../../api/settings/setting-row.ts';
import { documentVersion, maxContactsExported, type SettingsDocument } from '../../api/settings/settings-document.ts';
import type { SeenSetting, SettingDeps } from './setting-deps.ts';

/**
 * All settings as one document. Kinds with many items (contacts) come by pages: the first document
 * has a page of them, those after it nothing but further ones. What can't be read is left out and
 * named.
 *
 * @throws ProblemError 400 when the continuation is none of ours.
 */
export async function exportSettings(
  { rows, store }: Pick<SettingDeps, 'rows' | 'store'>,
  continuation: string | undefined,
  maxContacts = maxContactsExported,
): Promise<SettingsDocument> {
  const after = afterToken(continuation);
  const document: SettingsDocument = { schema: documentVersion, settings: {}, leftOut: [], secrets: [], next: null };
  for (const row of await rows()) {
    const kept = store(row);
    if (!kept.page && after !== null) continue;
    const page = kept.page ? await kept.page({ limit: maxContacts, after }) : { seen: await kept.list(), next: null };
    if (page.next !== null) document.next = tokenAfter(page.next);
    const items = page.seen.flatMap(({ value }) => (value ? [{ id: row.idOf(value), ...row.toInput(value) }] : []));
    const unreadable = page.seen.flatMap(({ name: id, problem }) => (problem === null ? [] : [{ kind: row.kind, id, problem }]));
    document.leftOut.push(...unreadable);
    document.secrets.push(...page.seen.flatMap(({ value }) => (value ? secretsOf(row, value) : [])));
    document.settings[row.kind] = row.unset ? theOne(row, page.seen[0]) : items.toSorted((a, b) => (a.id < b.id ? -1 : 1));
  }
  return document;
}

function secretsOf(row: SettingRow, value: object): SettingsDocument['secrets'] {
  const name = row.secretOf?.(value) ?? null;
  return name === null ? [] : [{ kind: row.kind, id: row.idOf(value), name }];
}

/** The one item of a kind: without one what counts then, null when it can't be read. */
function theOne(row: SettingRow, seen: SeenSetting<object> | undefined): object | null {
  const value = seen ? seen.value : row.unset;
  return value ? row.toInput(value) : null;
}
