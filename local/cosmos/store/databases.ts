import { CosmosError } from '../cosmos-error.ts';
import type { JsonObject } from '../json.ts';
import { deleteContainer, listContainers, readContainer } from './containers.ts';
import type { Store } from './open-store.ts';
import { readDatabase } from './read-database.ts';
import { etagOf, resourceIdOf } from './resource-id.ts';

/** Creates a database. Throws CosmosError 409 when it exists. */
export function createDatabase(store: Store, id: string): JsonObject {
  if (readDatabase(store, id) !== undefined) throw new CosmosError(409, `Database ${id} already exists.`);
  store.prepare('INSERT INTO databases (id, stamp) VALUES (?, ?)').run(id, store.nextStamp());
  return databaseResource(store, id);
}

export function listDatabases(store: Store): string[] {
  return store
    .prepare('SELECT id FROM databases ORDER BY stamp')
    .all()
    .map((row) => String(row.id));
}

/** Drops a database with its containers. */
export function deleteDatabase(store: Store, id: string): void {
  store.transaction(() => {
    for (const name of listContainers(store, id)) {
      const container = readContainer(store, id, name);
      if (container !== undefined) deleteContainer(store, container);
    }
    store.prepare('DELETE FROM databases WHERE id = ?').run(id);
  });
}

/** The database as clients see it. Throws CosmosError 404. */
export function databaseResource(store: Store, id: string): JsonObject {
  const stamp = readDatabase(store, id);
  if (stamp === undefined) throw new CosmosError(404, `Database ${id} does not exist.`);
  const rid = resourceIdOf(stamp);
  return { id, _rid: rid, _self: `dbs/${rid}/`, _etag: etagOf(stamp), _colls: 'colls/', _users: 'users/', _ts: Math.floor(stamp / 1e6) };
}
