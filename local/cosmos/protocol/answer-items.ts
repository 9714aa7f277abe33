import { CosmosError } from '../cosmos-error.ts';
import { chargeOfRead, chargeOfWrite } from '../request-charge.ts';
import { type OperationResult, runBatch, runBulk } from '../store/batch.ts';
import type { Container } from '../store/container.ts';
import { type Conditions, createItem, deleteItem, deletePartition, patchItem, readItem, replaceItem, upsertItem } from '../store/items.ts';
import type { Store } from '../store/open-store.ts';
import { type PartitionKey, parsePartitionKey } from '../store/partition-key.ts';
import { parsePatch } from '../store/patch-item.ts';
import { type Answer, answerEmpty, answerItem, answerJson, type CosmosRequest, jsonOf, methodNotAllowed } from './answer.ts';
import { headerOf, isSet } from './operation.ts';

/**
 * Answers requests on one item, creations, upserts and batches. Throws CosmosError as the store's
 * functions do.
 */
export function answerItems(store: Store, container: Container, request: CosmosRequest): Answer {
  const { operation, target, headers } = request;
  const conditions: Conditions = { ifMatch: headerOf(headers, 'if-match'), ifNoneMatch: headerOf(headers, 'if-none-match') };
  const header = headerOf(headers, 'x-ms-documentdb-partitionkey');
  const given = header === undefined ? undefined : parsePartitionKey(header);
  const address = () => ({ key: given ?? noKey(), id: target.kind === 'item' ? target.item : '' });
  switch (operation) {
    case 'read': {
      const item = readItem(store, container, address());
      if (conditions.ifNoneMatch === item.etag) return answerEmpty(304, chargeOfRead(item.text.length), { etag: item.etag });
      return answerItem(200, item, request);
    }
    case 'create':
      return answerItem(201, createItem(store, container, jsonOf(request), given), request);
    case 'upsert': {
      const { created, ...item } = upsertItem(store, container, jsonOf(request), given, conditions);
      return answerItem(created ? 201 : 200, item, request);
    }
    case 'replace':
      return answerItem(200, replaceItem(store, container, address(), jsonOf(request), conditions), request);
    case 'patch':
      return answerItem(200, patchItem(store, container, address(), parsePatch(jsonOf(request)), conditions), request);
    case 'delete':
      deleteItem(store, container, address(), conditions);
      return answerEmpty(204, chargeOfWrite(0));
    case 'batch':
      return answerBatch(runBatch(store, container, jsonOf(request), given ?? noKey()), request);
    case 'bulk':
      return answerBatch(runBulk(store, container, jsonOf(request), isSet(headers, 'x-ms-cosmos-batch-continue-on-error')), request);
    case 'partition-delete':
      deletePartition(store, container, given ?? noKey());
      return answerEmpty(200, chargeOfWrite(0));
    default:
      return methodNotAllowed(request);
  }
}

// 207 says that the statuses differ: some operation failed.
function answerBatch(results: readonly OperationResult[], { headers }: CosmosRequest): Answer {
  const isMinimal = headerOf(headers, 'prefer')?.toLowerCase() === 'return=minimal';
  const texts = results.map(({ status, charge, item, substatus, message }) => {
    const fields = [`"statusCode":${status}`, `"requestCharge":${charge}`];
    if (substatus !== undefined) fields.push(`"subStatusCode":${substatus}`);
    if (message !== undefined) fields.push(`"message":${JSON.stringify(message)}`);
    if (item !== undefined) fields.push(`"eTag":${JSON.stringify(item.etag)}`);
    if (item !== undefined && !isMinimal) fields.push(`"resourceBody":${item.text}`);
    return `{${fields.join(',')}}`;
  });
  const status = results.some((result) => result.status >= 400) ? 207 : 200;
  const charge = results.reduce((sum, result) => sum + result.charge, 0);
  return answerJson(status, `[${texts.join(',')}]`, Math.round(charge * 100) / 100);
}

function noKey(): PartitionKey {
  throw new CosmosError(400, 'PartitionKey value must be supplied for this operation: the header x-ms-documentdb-partitionkey is missing.');
}
