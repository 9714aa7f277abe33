import { CosmosError } from '../cosmos-error.ts';
import type { Json } from '../json.ts';
import type { Container } from './container.ts';
import { removeExpired } from './expiry.ts';
import type { Store } from './open-store.ts';
import { encodePartitionKey, type PartitionKey } from './partition-key.ts';
import { applyPatch, isConditionMet, type Patch } from './patch-item.ts';
import { expiryOf, type ItemDraft, prepareItem, serializeItem } from './prepare-item.ts';
import { etagOf } from './resource-id.ts';
import { claimUniqueKeys } from './unique-keys.ts';

/** An item as stored: `text` is its JSON with system properties. */
export type StoredItem = { rid: number; lsn: number; etag: string; text: string };

/** If-Match and If-None-Match of a request. */
export type Conditions = { ifMatch?: string | undefined; ifNoneMatch?: string | undefined };

/** Which item is meant: its partition and its id. */
export type Address = { key: PartitionKey; id: string };

/** Reads an item. Throws CosmosError 404 when there is none (or it has expired). */
export function readItem(store: Store, container: Container, { key, id }: Address): StoredItem {
  return findItem(store, container, keyTextOf(container, key), id) ?? notFound(id);
}

/**
 * Creates an item. Throws CosmosError 409 when its id or a unique key is taken, 400 and 413 as
 * `prepareItem`.
 */
export function createItem(store: Store, container: Container, body: Json, given: PartitionKey | undefined): StoredItem {
  return store.transaction(() => {
    const draft = prepareItem(container, body, given);
    removeExpired(store, container, draft.pk);
    if (findItem(store, container, draft.pk, draft.id) !== undefined) taken(draft.id);
    return insert(store, container, draft);
  });
}

/**
 * Creates or replaces an item. Throws CosmosError 409 with If-None-Match `*` when it exists, 412 on
 * a stale If-Match.
 */
export function upsertItem(
  store: Store,
  container: Container,
  body: Json,
  given: PartitionKey | undefined,
  conditions: Conditions,
): StoredItem & { created: boolean } {
  return store.transaction(() => {
    const draft = prepareItem(container, body, given);
    removeExpired(store, container, draft.pk);
    const existing = findItem(store, container, draft.pk, draft.id);
    if (existing === undefined) return { ...insert(store, container, draft), created: true };
    if (conditions.ifNoneMatch === '*') taken(draft.id);
    checkVersion(existing, conditions);
    return { ...update(store, container, draft, existing), created: false };
  });
}

/** Replaces an item. Throws CosmosError 404, 409 on a taken unique key, 412 on a stale If-Match. */
export function replaceItem(store: Store, container: Container, { key, id }: Address, body: Json, conditions: Conditions): StoredItem {
  return store.transaction(() => {
    const draft = prepareItem(container, body, key);
    if (draft.id !== id) throw new CosmosError(400, `The body's id ${draft.id} is not the id ${id} of the item to replace.`);
    removeExpired(store, container, draft.pk);
    const existing = findItem(store, container, draft.pk, id) ?? notFound(id);
    checkVersion(existing, conditions);
    return update(store, container, draft, existing);
  });
}

/**
 * Patches an item. Throws as `replaceItem`, and CosmosError 412 when the patch's condition does not
 * hold.
 */
export function patchItem(store: Store, container: Container, address: Address, patch: Patch, conditions: Conditions): StoredItem {
  return store.transaction(() => {
    const existing = readItem(store, container, address);
    checkVersion(existing, conditions);
    const item: Json = JSON.parse(existing.text);
    if (patch.condition !== undefined && !isConditionMet(patch.condition, item)) {
      throw new CosmosError(412, 'One of the specified pre-condition is not met: the condition of the patch does not hold for the item.');
    }
    return replaceItem(store, container, address, applyPatch(item, patch.operations, container.keyPaths), {});
  });
}

/** Deletes an item. Throws CosmosError 404, 412. */
export function deleteItem(store: Store, container: Container, address: Address, conditions: Conditions): void {
  const existing = readItem(store, container, address);
  checkVersion(existing, conditions);
  store.prepare(`DELETE FROM ${container.table} WHERE rid = ?`).run(existing.rid);
  store.nextStamp();
}

/** Deletes all items of a partition. */
export function deletePartition(store: Store, container: Container, key: PartitionKey): void {
  store.prepare(`DELETE FROM ${container.table} WHERE pk = ?`).run(keyTextOf(container, key));
  store.nextStamp();
}

function findItem(store: Store, { table }: Container, pk: string, id: string): StoredItem | undefined {
  const row = store
    .prepare(`SELECT rid, lsn, body FROM ${table} WHERE pk = ? AND id = ? AND (expires IS NULL OR expires > ?)`)
    .get(pk, id, store.now());
  if (row === undefined) return undefined;
  const lsn = Number(row.lsn);
  return { rid: Number(row.rid), lsn, etag: etagOf(lsn), text: String(row.body) };
}

function insert(store: Store, container: Container, draft: ItemDraft): StoredItem {
  const lsn = store.nextStamp();
  const text = serializeItem(container, draft, lsn, lsn);
  claimUniqueKeys(store, container, draft, lsn);
  store
    .prepare(`INSERT INTO ${container.table} (rid, pk, id, lsn, expires, body) VALUES (?, ?, ?, ?, ?, ?)`)
    .run(lsn, draft.pk, draft.id, lsn, expiryOf(container, draft.ttl, store.now()), text);
  return { rid: lsn, lsn, etag: etagOf(lsn), text };
}

function update(store: Store, container: Container, draft: ItemDraft, { rid }: StoredItem): StoredItem {
  const lsn = store.nextStamp();
  const text = serializeItem(container, draft, rid, lsn);
  claimUniqueKeys(store, container, draft, rid);
  store
    .prepare(`UPDATE ${container.table} SET lsn = ?, expires = ?, body = ? WHERE rid = ?`)
    .run(lsn, expiryOf(container, draft.ttl, store.now()), text, rid);
  return { rid, lsn, etag: etagOf(lsn), text };
}

function keyTextOf({ keyPaths }: Container, key: PartitionKey): string {
  if (key.length !== keyPaths.length)
    throw new CosmosError(400, `The partition key has ${key.length} of the container's ${keyPaths.length} values.`);
  return encodePartitionKey(key);
}

function checkVersion({ etag }: StoredItem, { ifMatch }: Conditions): void {
  if (ifMatch !== undefined && ifMatch !== '*' && ifMatch !== etag) {
    throw new CosmosError(412, 'One of the specified pre-condition is not met: the item has another ETag.');
  }
}

function notFound(id: string): never {
  throw new CosmosError(404, `Entity with the specified id does not exist in the system: ${id}.`);
}

function taken(id: string): never {
  throw new CosmosError(409, `Entity with the specified id already exists in the system: ${id}.`);
}
