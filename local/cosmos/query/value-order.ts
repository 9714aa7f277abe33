import { isJsonObject, type Value } from '../json.ts';

/** Rank of a value's type: undefined < null < boolean < number < string < array < object. */
export function rankOf(value: Value): number {
  if (value === undefined) return 0;
  if (value === null) return 1;
  if (typeof value === 'boolean') return 2;
  if (typeof value === 'number') return 4;
  if (typeof value === 'string') return 5;
  return Array.isArray(value) ? 6 : 7;
}

/**
 * What values of one rank are ordered by: numbers as numbers, booleans as 0 and 1, strings as they
 * are, arrays and objects as their JSON.
 */
export type SortKey = { readonly rank: number; readonly value: number | string };

export function sortKeyOf(value: Value): SortKey {
  const rank = rankOf(value);
  if (value === undefined || value === null) return { rank, value: 0 };
  if (typeof value === 'boolean') return { rank, value: value ? 1 : 0 };
  return { rank, value: typeof value === 'number' || typeof value === 'string' ? value : JSON.stringify(value) };
}

/**
 * Negative, zero or positive, like a sort comparator. Strings compare by their UTF-8 bytes, as
 * SQLite compares them.
 */
export function compareSortKeys(a: SortKey, b: SortKey): number {
  if (a.rank !== b.rank) return a.rank - b.rank;
  if (typeof a.value === 'number' && typeof b.value === 'number') return a.value - b.value;
  return a.value === b.value ? 0 : Buffer.compare(Buffer.from(String(a.value)), Buffer.from(String(b.value)));
}

/** Deep equality of two JSON values. */
export function isEqual(a: Value, b: Value): boolean {
  if (a === b) return true;
  if (Array.isArray(a) && Array.isArray(b)) return a.length === b.length && a.every((item, index) => isEqual(item, b[index]));
  if (!isJsonObject(a) || !isJsonObject(b)) return false;
  const keys = Object.keys(a);
  return keys.length === Object.keys(b).length && keys.every((key) => Object.hasOwn(b, key) && isEqual(a[key], b[key]));
}
