import type { Container } from './container.ts';
import type { Store } from './open-store.ts';

/** Expired items taken away at once by the sweep, so that requests need not wait long for it. */
const SWEEP_SIZE = 500;

/**
 * Takes away the expired items of one partition, so that their ids and unique keys are free for a
 * write. They are invisible to reads already.
 */
export function removeExpired(store: Store, { table, definition }: Container, pk: string): void {
  if (definition.defaultTtl === undefined) return;
  store.prepare(`DELETE FROM ${table} WHERE expires IS NOT NULL AND expires <= ? AND +pk = ?`).run(store.now(), pk);
}

/** Takes away up to 500 expired items of every container. Meant to be called every second. */
export function sweepExpired(store: Store): void {
  for (const { number } of store.prepare('SELECT number FROM containers').all()) {
    const table = `items_${Number(number)}`;
    store
      .prepare(
        `DELETE FROM ${table} WHERE rid IN (SELECT rid FROM ${table} WHERE expires IS NOT NULL AND expires <= ? LIMIT ${SWEEP_SIZE})`,
      )
      .run(store.now());
  }
}

/**
 * Sets the expiry of all items anew after the container's default time to live has changed. An
 * item's own `ttl` counts from its last write.
 */
export function resetExpiry(store: Store, { table, definition }: Container): void {
  const { defaultTtl } = definition;
  if (defaultTtl === undefined) {
    store.prepare(`UPDATE ${table} SET expires = NULL WHERE expires IS NOT NULL`).run();
    return;
  }
  const seconds = `ifnull(json_extract(body, '$.ttl'), ${defaultTtl})`;
  store.prepare(`UPDATE ${table} SET expires = CASE ${seconds} WHEN -1 THEN NULL ELSE lsn / 1000 + 1000 * ${seconds} END`).run();
}
