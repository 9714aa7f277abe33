import { isJsonObject, type Value } from '../json.ts';
import type { BuiltIn } from './built-in.ts';
import { isEqual } from './value-order.ts';

/** The array functions. */
export const arrayFunctions: Record<string, BuiltIn> = {
  ARRAY_CONTAINS: (array, item, partial) => {
    if (!Array.isArray(array) || item === undefined) return undefined;
    return array.some((candidate) => (partial === true ? isPartOf(item, candidate) : isEqual(candidate, item)));
  },
  ARRAY_LENGTH: (array) => (Array.isArray(array) ? array.length : undefined),
};

/** Does `whole` have everything that `part` names? Objects may have more properties. */
function isPartOf(part: Value, whole: Value): boolean {
  if (!isJsonObject(part) || !isJsonObject(whole)) return isEqual(part, whole);
  return Object.entries(part).every(([key, value]) => Object.hasOwn(whole, key) && isPartOf(value, whole[key]));
}
