import { settingVersionFor } from '../../domain/ids.ts';
import type { SettingRow } from './setting-row.ts';

/** Who changed an item last, and when. */
type Change = { changeId: string | null; updatedBy: string | null; updatedAt: string | null };

/** An item with its version, as an entity tag (RFC 9110 8.8.3). */
export type ShownSetting = { item: Record<string, unknown>; etag: string };

/** An item as the API shows it. The one item of a kind has no id. */
export function shownSetting(row: SettingRow, stored: object, { changeId, updatedBy, updatedAt }: Change): ShownSetting {
  const input = row.toInput(stored);
  const id = row.unset ? {} : { id: row.idOf(stored) };
  return { item: { ...id, ...input, ...row.toExtras(stored), updatedBy, updatedAt }, etag: etagOf(changeId, contentOf(input)) };
}

/**
 * The version of an item: what counts of it by itself, such as hits, is none of it, or an admin
 * could never change what is hit every second.
 */
export const etagOf = (changeId: string | null, content: string): string => `"${settingVersionFor(changeId, content)}"`;

/** What an item says as one text: the same for two that say the same, in whatever order. */
export const contentOf = (item: object): string => JSON.stringify(item, (_, value: unknown) => (isFields(value) ? sorted(value) : value));

const isFields = (value: unknown): value is object => typeof value === 'object' && value !== null && !Array.isArray(value);
const sorted = (value: object) => Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)));

/** What an item is recorded as, before and after a change. */
export const recordedSetting = (row: SettingRow, stored: object): Record<string, unknown> => ({ ...row.toInput(stored) });
