/** What JSON.parse can return. */
export type Json = null | boolean | number | string | Json[] | JsonObject;
export type JsonObject = { [key: string]: Json };

/** A value inside a query: JSON, or `undefined` for a property that is not there. */
export type Value = Json | undefined;

/** Is this an object in the JSON sense: not null, not an array? */
export function isJsonObject(value: Value): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * Own property of a JSON object; `undefined` for anything else, so that `constructor` or `length`
 * never leak in.
 */
export function propertyOf(value: Value, key: Value): Value {
  if (Array.isArray(value)) return typeof key === 'number' ? value[key] : undefined;
  return isJsonObject(value) && typeof key === 'string' && Object.hasOwn(value, key) ? value[key] : undefined;
}

/** Follows property names from a value downwards. */
export function valueAt(value: Value, path: readonly string[]): Value {
  let here = value;
  for (const key of path) here = propertyOf(here, key);
  return here;
}

/** Sets an own property, also one named `__proto__`. */
export function setProperty(object: JsonObject, key: string, value: Json): void {
  Object.defineProperty(object, key, { value, enumerable: true, configurable: true, writable: true });
}
