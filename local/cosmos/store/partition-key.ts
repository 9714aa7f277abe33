import { CosmosError } from '../cosmos-error.ts';
import { isJsonObject, type Json, type JsonObject, type Value, valueAt } from '../json.ts';

/** The values of a partition key, one a path; `undefined` where the item lacks the property. */
export type PartitionKey = Value[];

/**
 * Longest partition key, in bytes of JSON.
 * https://learn.microsoft.com/azure/cosmos-db/concepts-limits#per-item-limits
 */
const MAX_BYTES = 2048;

/** The property names of a path such as `/a/b` or `/"a b"`. */
export function segmentsOf(path: string): string[] {
  return path
    .split('/')
    .slice(1)
    .map((segment) => segment.replace(/^"(.*)"$/, '$1'));
}

/**
 * Reads the header `x-ms-documentdb-partitionkey`: a JSON array, in which `{}` stands for "the item
 * has no such property". Throws CosmosError 400.
 */
export function parsePartitionKey(header: string): PartitionKey {
  const values = parseJson(header);
  if (!Array.isArray(values) || values.length < 1 || values.length > 3 || !values.every(isKeyValue)) {
    throw new CosmosError(
      400,
      `Invalid partition key ${header.slice(0, 100)}: expected a JSON array of one to three strings, numbers, booleans or nulls.`,
    );
  }
  return values.map((value) => (isJsonObject(value) ? undefined : value));
}

/**
 * Takes the partition key out of an item. Throws CosmosError 400 when a value of it is an array, an
 * object or too long.
 */
export function partitionKeyOf(item: JsonObject, paths: readonly (readonly string[])[]): PartitionKey {
  return paths.map((path) => {
    const value = valueAt(item, path);
    if (typeof value === 'object' && value !== null)
      throw new CosmosError(400, `The partition key /${path.join('/')} of the item is not a string, number, boolean or null.`);
    if (typeof value === 'string' && Buffer.byteLength(value) > MAX_BYTES) {
      throw new CosmosError(400, `The partition key /${path.join('/')} of the item is longer than ${MAX_BYTES} bytes.`);
    }
    return value;
  });
}

/**
 * The text under which a partition is stored: a JSON array, each value in its one canonical form.
 */
export function encodePartitionKey(key: PartitionKey): string {
  return JSON.stringify(key.map((value) => (value === undefined ? {} : value)));
}

function isKeyValue(value: Json): boolean {
  return isJsonObject(value) ? Object.keys(value).length === 0 : !Array.isArray(value);
}

function parseJson(text: string): Json {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
