import { CosmosError } from '../cosmos-error.ts';
import { isJsonObject, type Json, type JsonObject } from '../json.ts';
import type { Container } from './container.ts';
import { encodePartitionKey, type PartitionKey, partitionKeyOf } from './partition-key.ts';
import { etagOf, resourceIdOf } from './resource-id.ts';

/**
 * Largest item, in bytes of JSON; the largest request and batch, too.
 * https://learn.microsoft.com/azure/cosmos-db/concepts-limits#per-item-limits
 */
export const MAX_ITEM_BYTES = 2 * 1024 * 1024;

/** An item that may be written: checked, but not yet stamped. */
export type ItemDraft = { id: string; pk: string; body: JsonObject; ttl: number | undefined };

/**
 * Checks what a client wants written against the container: id, partition key (`given` is what the
 * request's header says), time to live. Throws CosmosError 400.
 */
export function prepareItem(container: Container, body: Json, given: PartitionKey | undefined): ItemDraft {
  if (!isJsonObject(body)) throw new CosmosError(400, 'An item is a JSON object.');
  const pk = encodePartitionKey(partitionKeyOf(body, container.keyPaths));
  if (given !== undefined && encodePartitionKey(given) !== pk) {
    throw new CosmosError(
      400,
      `PartitionKey extracted from the item, ${pk}, doesn't match the one specified in the header, ${encodePartitionKey(given)}.`,
      {
        substatus: 1001,
      },
    );
  }
  return { id: checkId(body.id), pk, body, ttl: checkTimeToLive(body.ttl) };
}

/**
 * The JSON text under which a draft is stored and answered: with the system properties of this
 * version. Throws CosmosError 413 over 2 MB.
 */
export function serializeItem(container: Container, { body }: ItemDraft, rid: number, lsn: number): string {
  const itemRid = resourceIdOf(container.number, rid);
  const text = stringify({
    ...body,
    _rid: itemRid,
    _self: `${container.self}docs/${itemRid}/`,
    _etag: etagOf(lsn),
    _attachments: 'attachments/',
    _ts: Math.floor(lsn / 1e6),
  });
  if (Buffer.byteLength(text) > MAX_ITEM_BYTES)
    throw new CosmosError(413, `Request size is too large: an item is at most ${MAX_ITEM_BYTES} bytes of JSON.`);
  return text;
}

/**
 * When an item is gone, in milliseconds since 1970.
 * https://learn.microsoft.com/azure/cosmos-db/nosql/time-to-live
 */
export function expiryOf({ definition }: Container, ttl: number | undefined, writtenAt: number): number | null {
  if (definition.defaultTtl === undefined) return null;
  const seconds = ttl ?? definition.defaultTtl;
  return seconds === -1 ? null : writtenAt + seconds * 1000;
}

function checkId(id: Json | undefined): string {
  if (typeof id !== 'string' || id.length === 0) throw new CosmosError(400, 'An item needs an id: a string that is not empty.');
  if (Buffer.byteLength(id) > 1023) throw new CosmosError(400, 'The id is longer than 1023 bytes.');
  if (/[/\\?#]/.test(id)) throw new CosmosError(400, `The id ${id} contains one of / \\ ? #, which can't stand in an address.`);
  return id;
}

function checkTimeToLive(ttl: Json | undefined): number | undefined {
  if (ttl === undefined || ttl === null) return undefined;
  const fits = typeof ttl === 'number' && Number.isInteger(ttl) && ttl !== 0 && ttl >= -1 && ttl <= 2_147_483_647;
  if (!fits)
    throw new CosmosError(400, `The input ttl ${JSON.stringify(ttl)} is invalid: it must be -1 or a positive whole number of seconds.`);
  return ttl;
}

// Half of a surrogate pair, which broken mails contain, has no UTF-8 form: it becomes U+FFFD here,
// so that the text and what SQLite reads in it are the same.
function stringify(item: JsonObject): string {
  const text = JSON.stringify(item);
  if (!text.includes('\\ud')) return text;
  return JSON.stringify(item, (_, value: Json) => (typeof value === 'string' ? value.toWellFormed() : value));
}
