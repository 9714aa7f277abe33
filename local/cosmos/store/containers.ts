import { CosmosError } from '../cosmos-error.ts';
import type { Container } from './container.ts';
import { type ContainerDefinition, parseContainerDefinition } from './container-definition.ts';
import type { Store } from './open-store.ts';
import { segmentsOf } from './partition-key.ts';
import { readDatabase } from './read-database.ts';
import { etagOf, resourceIdOf } from './resource-id.ts';

/**
 * Creates a container. Throws CosmosError 404 when the database is missing, 409 when the container
 * exists.
 */
export function createContainer(store: Store, database: string, definition: ContainerDefinition): Container {
  if (readDatabase(store, database) === undefined) throw new CosmosError(404, `Database ${database} does not exist.`);
  if (readContainer(store, database, definition.id) !== undefined) throw new CosmosError(409, `Container ${definition.id} already exists.`);
  return store.transaction(() => {
    const stamp = store.nextStamp();
    const { lastInsertRowid } = store
      .prepare('INSERT INTO containers (database, id, stamp, changed, definition) VALUES (?, ?, ?, ?, ?)')
      .run(database, definition.id, stamp, stamp, JSON.stringify(definition));
    store.db.exec(tablesOf(Number(lastInsertRowid)));
    return remember(store, toContainer(store, { number: Number(lastInsertRowid), database, stamp, changed: stamp }, definition));
  });
}

/** Reads a container, or nothing when there is none of that name. */
export function readContainer(store: Store, database: string, id: string): Container | undefined {
  const known = store.containers.get(`${database}/${id}`);
  if (known !== undefined) return known;
  const row = store.prepare('SELECT number, stamp, changed, definition FROM containers WHERE database = ? AND id = ?').get(database, id);
  if (row === undefined) return undefined;
  const place = { number: Number(row.number), database, stamp: Number(row.stamp), changed: Number(row.changed) };
  return remember(store, toContainer(store, place, parseContainerDefinition(JSON.parse(String(row.definition)))));
}

function remember(store: Store, container: Container): Container {
  store.containers.set(`${container.database}/${container.id}`, container);
  return container;
}

/** Names of a database's containers. */
export function listContainers(store: Store, database: string): string[] {
  return store
    .prepare('SELECT id FROM containers WHERE database = ? ORDER BY number')
    .all(database)
    .map((row) => String(row.id));
}

/**
 * Changes a container's definition. Partition key and unique keys are fixed at creation:
 * CosmosError 400.
 */
export function replaceContainer(store: Store, container: Container, definition: ContainerDefinition): Container {
  const { partitionKey, uniqueKeyPolicy, id } = container.definition;
  if (definition.id !== id) throw new CosmosError(400, `The container's id is ${id}; the body says ${definition.id}.`);
  if (JSON.stringify(definition.partitionKey.paths) !== JSON.stringify(partitionKey.paths)) {
    throw new CosmosError(400, 'The partition key of a container can not be changed.');
  }
  if (JSON.stringify(definition.uniqueKeyPolicy) !== JSON.stringify(uniqueKeyPolicy)) {
    throw new CosmosError(400, 'The unique keys of a container can not be changed.');
  }
  store
    .prepare('UPDATE containers SET definition = ?, changed = ? WHERE number = ?')
    .run(JSON.stringify(definition), store.nextStamp(), container.number);
  store.containers.delete(`${container.database}/${id}`);
  return readContainer(store, container.database, id) ?? container;
}

/** Drops a container with all its items. */
export function deleteContainer(store: Store, { number, table, database, id }: Container): void {
  store.containers.delete(`${database}/${id}`);
  store.transaction(() => {
    store.db.exec(`DROP TABLE ${table}; DROP TABLE unique_${number};`);
    for (const name of ['query_paths', 'query_indexes']) store.prepare(`DELETE FROM ${name} WHERE container = ?`).run(number);
    store.prepare('DELETE FROM containers WHERE number = ?').run(number);
  });
}

type Placement = { number: number; database: string; stamp: number; changed: number };

function toContainer(store: Store, { number, database, stamp, changed }: Placement, definition: ContainerDefinition): Container {
  const parent = readDatabase(store, database) ?? 0;
  const rid = resourceIdOf(parent, stamp);
  return {
    number,
    table: `items_${number}`,
    database,
    id: definition.id,
    rid,
    self: `dbs/${resourceIdOf(parent)}/colls/${rid}/`,
    changed: Math.floor(changed / 1000),
    etag: etagOf(changed),
    definition,
    keyPaths: definition.partitionKey.paths.map(segmentsOf),
    uniqueKeys: definition.uniqueKeyPolicy.uniqueKeys.map(({ paths }) => paths.map(segmentsOf)),
  };
}

// rid: stamp of the creation, kept over replacements; lsn: stamp of the last write; expires:
// milliseconds since 1970.
function tablesOf(number: number): string {
  const [items, unique] = [`items_${number}`, `unique_${number}`];
  return `
    CREATE TABLE ${items} (
      rid INTEGER PRIMARY KEY, pk TEXT NOT NULL, id TEXT NOT NULL, lsn INTEGER NOT NULL, expires INTEGER, body TEXT NOT NULL);
    CREATE UNIQUE INDEX ${items}_key ON ${items} (pk, id);
    CREATE UNIQUE INDEX ${items}_lsn ON ${items} (lsn);
    CREATE INDEX ${items}_expires ON ${items} (expires) WHERE expires IS NOT NULL;
    CREATE TABLE ${unique} (pk TEXT NOT NULL, key INTEGER NOT NULL, value TEXT NOT NULL, rid INTEGER NOT NULL, PRIMARY KEY (pk, key, value)) WITHOUT ROWID;
    CREATE INDEX ${unique}_rid ON ${unique} (rid);
    CREATE TRIGGER ${items}_gone AFTER DELETE ON ${items} BEGIN DELETE FROM ${unique} WHERE rid = old.rid; END;`;
}
