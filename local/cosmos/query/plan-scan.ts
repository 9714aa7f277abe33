import type { Container } from '../store/container.ts';
import type { Store } from '../store/open-store.ts';
import { impliedOrders, isIndexed } from './order-by.ts';
import { columnsFor, type PathColumns } from './path-columns.ts';
import { isEquality, type Predicate } from './predicates.ts';
import { indexFor } from './query-indexes.ts';
import type { PartitionScope, ScanRequest } from './scan-request.ts';
import { type Bind, type Ordered, oneOfSql, orderSql, type Piece, positionSql, predicateSql, scopeSql } from './scan-sql.ts';

/**
 * A SELECT that gives the candidates in order, with their `rid`, `body` and the columns they are
 * ordered by.
 */
export type ScanPlan = { sql: string; binds: Bind[]; keyColumns: PathColumns[] };

/** Turns a scan into SQL. Nothing when a property that it needs can't have columns. */
export function planScan(store: Store, container: Container, { scope, conditions, orders, after }: ScanRequest): ScanPlan | undefined {
  const { predicates, anyOf } = conditions;
  const columns = new Map<string, PathColumns>();
  const wanted = orders.length > 0 ? orders : impliedOrders(predicates, container.definition.indexingPolicy);
  for (const { path } of [...predicates, ...anyOf.flat(2), ...wanted]) {
    const found = columnsFor(store, container, path);
    if (found === undefined) return undefined;
    columns.set(path.join('/'), found);
  }
  const columnsOf = (path: readonly string[]): PathColumns => columns.get(path.join('/')) ?? { name: '', rank: '', value: '' };
  const ordered = wanted.map((order) => ({ ...order, columns: columnsOf(order.path) }));
  const tests = (list: readonly Predicate[]) => list.map((predicate) => predicateSql(predicate, columnsOf(predicate.path)));
  const found = (alternative: readonly Predicate[]): Piece => {
    const pieces = [scopeSql(scope), ...tests(alternative)].filter((piece) => piece !== undefined);
    const hint = chooseIndex(store, container, scope, alternative, [], columnsOf);
    return {
      sql: `SELECT rid FROM ${container.table} ${hint} WHERE ${pieces.map(({ sql }) => sql).join(' AND ')}`,
      binds: pieces.flatMap(({ binds }) => binds),
    };
  };
  // what stands in no order is looked up one by one, as the alternatives have found it
  const isLookUp = anyOf.length > 0 && ordered.length === 0;
  const index = isLookUp ? '' : chooseIndex(store, container, scope, predicates, ordered, columnsOf);
  const pieces = [
    scopeSql(scope),
    container.definition.defaultTtl === undefined ? undefined : { sql: '(expires IS NULL OR expires > ?)', binds: [store.now()] },
    ...tests(predicates),
    ...anyOf.map((alternatives) => oneOfSql(alternatives.map(found))),
    ...ordered.filter(({ keepsMissing }) => !keepsMissing).map((order) => ({ sql: `${order.columns.rank} <> 0`, binds: [] })),
    after === undefined ? undefined : positionSql(after, ordered),
  ].filter((piece) => piece !== undefined);
  const where = pieces.length === 0 ? '' : ` WHERE ${pieces.map(({ sql }) => sql).join(' AND ')}`;
  const keys = ordered.flatMap(({ columns: { rank, value } }) => [rank, value]);
  return {
    sql: `SELECT ${['rid', 'body', ...keys].join(', ')} FROM ${container.table} ${index}${where} ORDER BY ${orderSql(ordered)}`,
    binds: pieces.flatMap(({ binds }) => binds),
    keyColumns: ordered.map((order) => order.columns),
  };
}

/**
 * A partition of so many items is searched by an index: an item may be large, and without one each
 * is read.
 */
const indexPartitionFrom = 30;

function chooseIndex(
  store: Store,
  container: Container,
  scope: PartitionScope,
  predicates: readonly Predicate[],
  ordered: readonly Ordered[],
  columnsOf: (path: readonly string[]) => PathColumns,
): string {
  const { table } = container;
  const isOnePartition = scope !== undefined && scope.below === undefined;
  const from = Math.min(store.indexFrom, indexPartitionFrom);
  if (scope !== undefined && !(isOnePartition && hasRows(store, table, from, scope.low))) return `INDEXED BY ${table}_key`;
  if (scope === undefined && !hasRows(store, table, store.indexFrom)) return 'NOT INDEXED';
  const orderNames = new Set(ordered.map((order) => order.columns.name));
  const names = (list: readonly Predicate[]) =>
    new Set(list.map(({ path }) => columnsOf(path).name).filter((name) => !orderNames.has(name)));
  // What the policy leaves out of the index (long texts, say) is left out of these, too.
  const indexed = predicates.filter(({ path }) => isIndexed(container.definition.indexingPolicy, path));
  const equal = names(indexed.filter(isEquality));
  const filter = [...names(indexed.filter((one) => !isEquality(one)))].filter((name) => !equal.has(name));
  if (equal.size + ordered.length === 0) return isOnePartition ? `INDEXED BY ${table}_key` : 'NOT INDEXED';
  const name = indexFor(store, container, {
    equal: [...(isOnePartition ? ['pk'] : []), ...equal],
    order: ordered.map(({ columns, descending }) => `${descending ? '-' : ''}${columns.name}`),
    filter: ordered.length === 0 ? [] : filter,
  });
  return name === undefined ? '' : `INDEXED BY ${name}`;
}

function hasRows(store: Store, table: string, count: number, pk?: string): boolean {
  if (pk === undefined) return store.prepare(`SELECT 1 FROM ${table} LIMIT 1 OFFSET ?`).get(count) !== undefined;
  return store.prepare(`SELECT 1 FROM ${table} INDEXED BY ${table}_key WHERE pk = ? LIMIT 1 OFFSET ?`).get(pk, count) !== undefined;
}
