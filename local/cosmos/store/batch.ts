import { z } from 'zod';
import { CosmosError } from '../cosmos-error.ts';
import { isJsonObject, type Json } from '../json.ts';
import { parseAs } from '../parse-as.ts';
import { chargeOfRead, chargeOfWrite } from '../request-charge.ts';
import type { Container } from './container.ts';
import { createItem, deleteItem, patchItem, readItem, replaceItem, type StoredItem, upsertItem } from './items.ts';
import type { Store } from './open-store.ts';
import { encodePartitionKey, type PartitionKey, parsePartitionKey, partitionKeyOf } from './partition-key.ts';
import { parsePatch } from './patch-item.ts';

const json = z.custom<Json>((value) => value !== undefined, 'is missing');
const id = z.string().min(1);
const common = { ifMatch: z.string().optional(), ifNoneMatch: z.string().optional(), partitionKey: z.string().optional() };
const operation = z.discriminatedUnion('operationType', [
  z.object({ operationType: z.literal(['Create', 'Upsert']), resourceBody: json, ...common }),
  z.object({ operationType: z.literal(['Replace', 'Patch']), id, resourceBody: json, ...common }),
  z.object({ operationType: z.literal(['Read', 'Delete']), id, ...common }),
]);
// Limit: https://learn.microsoft.com/azure/cosmos-db/concepts-limits#per-request-limits
const operations = z.array(operation).min(1).max(100);
type Operation = z.infer<typeof operation>;

/** The outcome of one operation; `text` is the item's JSON. */
export type OperationResult = {
  status: number;
  charge: number;
  item?: StoredItem | undefined;
  substatus?: number | undefined;
  message?: string;
};

/**
 * Runs a transactional batch: all operations on one partition, all or nothing. When one fails
 * nothing is written, and every other has status 424. Throws CosmosError 400 when the list itself
 * is wrong. https://learn.microsoft.com/azure/cosmos-db/nosql/transactional-batch
 */
export function runBatch(store: Store, container: Container, body: Json, key: PartitionKey): OperationResult[] {
  const list = parseAs(operations, body);
  const results: OperationResult[] = [];
  const failed = Symbol('a failed operation rolls the batch back');
  try {
    store.transaction(() => {
      for (const one of list) {
        const result = attempt(() => runOperation(store, container, one, checkKey(one, key)));
        results.push(result);
        if (result.status >= 400) throw failed;
      }
    });
    return results;
  } catch (error) {
    if (error !== failed) throw error;
    return list.map((_, index) => (index === results.length - 1 ? results[index] : undefined) ?? { status: 424, charge: 0 });
  }
}

/**
 * Runs a bulk request: each operation by itself, with its own partition key; with `continueOnError`
 * off the rest is left out (424) after a failure.
 */
export function runBulk(store: Store, container: Container, body: Json, continueOnError: boolean): OperationResult[] {
  let stopped = false;
  return parseAs(operations, body).map((one) => {
    if (stopped) return { status: 424, charge: 0 };
    const result = attempt(() => store.transaction(() => runOperation(store, container, one, keyOf(container, one))));
    stopped = result.status >= 400 && !continueOnError;
    return result;
  });
}

function runOperation(store: Store, container: Container, one: Operation, key: PartitionKey): OperationResult {
  switch (one.operationType) {
    case 'Create':
      return written(201, createItem(store, container, one.resourceBody, key));
    case 'Upsert': {
      const { created, ...item } = upsertItem(store, container, one.resourceBody, key, one);
      return written(created ? 201 : 200, item);
    }
    case 'Replace':
      return written(200, replaceItem(store, container, { key, id: one.id }, one.resourceBody, one));
    case 'Patch':
      return written(200, patchItem(store, container, { key, id: one.id }, parsePatch(one.resourceBody), one));
    case 'Delete':
      deleteItem(store, container, { key, id: one.id }, one);
      return { status: 204, charge: chargeOfWrite(0) };
    case 'Read': {
      const item = readItem(store, container, { key, id: one.id });
      const charge = chargeOfRead(item.text.length);
      return one.ifNoneMatch === item.etag ? { status: 304, charge } : { status: 200, charge, item };
    }
  }
}

function written(status: number, item: StoredItem): OperationResult {
  return { status, charge: chargeOfWrite(item.text.length), item };
}

function attempt(run: () => OperationResult): OperationResult {
  try {
    return run();
  } catch (error) {
    if (!(error instanceof CosmosError)) throw error;
    return { status: error.status, charge: 1, substatus: error.extra.substatus, message: error.message };
  }
}

function checkKey({ partitionKey }: Operation, key: PartitionKey): PartitionKey {
  if (partitionKey !== undefined && encodePartitionKey(parsePartitionKey(partitionKey)) !== encodePartitionKey(key)) {
    throw new CosmosError(400, 'All operations of a transactional batch are for the partition key of the batch.');
  }
  return key;
}

function keyOf(container: Container, one: Operation): PartitionKey {
  if (one.partitionKey !== undefined) return parsePartitionKey(one.partitionKey);
  if ('resourceBody' in one && one.operationType !== 'Patch' && isJsonObject(one.resourceBody))
    return partitionKeyOf(one.resourceBody, container.keyPaths);
  throw new CosmosError(400, 'PartitionKey value must be supplied for this operation.');
}
