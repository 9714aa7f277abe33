import { isJsonObject, type Json, type Value } from '../json.ts';
import type { BuiltIn } from './built-in.ts';
import { isEqual } from './value-order.ts';

/** The array functions. */
export const arrayFunctions: Record<string, BuiltIn> = {
  ARRAY_CONTAINS: (array, item, partial) => {
    if (!Array.isArray(array) || item === undefined) return undefined;
    return array.some((candidate) => (partial === true ? isPartOf(item, candidate) : isEqual(candidate, item)));
  },
  ARRAY_CONTAINS_ANY: (array, ...items) => (Array.isArray(array) ? items.some((item) => includes(array, item)) : undefined),
  ARRAY_CONTAINS_ALL: (array, ...items) => (Array.isArray(array) ? items.every((item) => includes(array, item)) : undefined),
  ARRAY_CONCAT: (...arrays) => (arrays.every((array) => Array.isArray(array)) ? arrays.flat() : undefined),
  ARRAY_LENGTH: (array) => (Array.isArray(array) ? array.length : undefined),
  ARRAY_SLICE: (array, start, length) => {
    if (!Array.isArray(array) || typeof start !== 'number') return undefined;
    const from = start < 0 ? Math.max(0, array.length + start) : start;
    return array.slice(from, typeof length === 'number' ? from + Math.max(0, length) : undefined);
  },
  SETINTERSECT: (a, b) => (Array.isArray(a) && Array.isArray(b) ? distinct(a.filter((item) => includes(b, item))) : undefined),
  SETUNION: (a, b) => (Array.isArray(a) && Array.isArray(b) ? distinct([...a, ...b]) : undefined),
};

function includes(array: readonly Json[], item: Value): boolean {
  return array.some((candidate) => isEqual(candidate, item));
}

function distinct(array: readonly Json[]): Json[] {
  return array.filter((item, index) => array.findIndex((other) => isEqual(other, item)) === index);
}

/** Does `whole` have everything that `part` names? Objects may have more properties. */
function isPartOf(part: Value, whole: Value): boolean {
  if (!isJsonObject(part) || !isJsonObject(whole)) return isEqual(part, whole);
  return Object.entries(part).every(([key, value]) => Object.hasOwn(whole, key) && isPartOf(value, whole[key]));
}
