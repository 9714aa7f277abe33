import { afterToken, tokenAfter } from '../../api/continuation.ts';
import type { SettingRow } from '../../api/settings/setting-row.ts';
import { documentVersion, maxContactsExported, type SettingsDocument } from '../../api/settings/settings-document.ts';
import type { SettingDeps, SettingStore } from './setting-deps.ts';

/**
 * All settings as one document. Kinds with many items (contacts) come by pages: the first document
 * has a page of them, those after it nothing but further ones. What can't be read is left out.
 *
 * @throws ProblemError 400 when the continuation is none of ours.
 */
export async function exportSettings(
  { rows, store }: Pick<SettingDeps, 'rows' | 'store'>,
  continuation: string | undefined,
  maxContacts = maxContactsExported,
): Promise<SettingsDocument> {
  const after = afterToken(continuation);
  const settings: Record<string, unknown> = {};
  let next: string | null = null;
  for (const row of await rows()) {
    const kept = store(row);
    if (kept.page) {
      const page = await kept.page({ limit: maxContacts, after });
      settings[row.kind] = exported(row, page.seen);
      next = page.next;
    } else if (after === null) settings[row.kind] = row.unset ? await theOne(row, kept) : exported(row, await kept.list());
  }
  return { schema: documentVersion, settings, next: next === null ? null : tokenAfter(next) };
}

const exported = (row: SettingRow, seen: readonly { value: object | null }[]): object[] =>
  seen.flatMap(({ value }) => (value ? [{ id: row.idOf(value), ...row.toInput(value) }] : [])).toSorted((a, b) => (a.id < b.id ? -1 : 1));

/** The one item of a kind; without one what counts then. */
async function theOne(row: SettingRow, kept: SettingStore): Promise<object | null> {
  const seen = await kept.read(row.kind);
  const value = seen ? seen.value : row.unset;
  return value ? row.toInput(value) : null;
}
