import type { Container } from '../store/containers.ts';
import type { Store } from '../store/open-store.ts';
import type { Order } from './order-by.ts';
import { columnsFor, type PathColumns } from './path-columns.ts';
import type { Predicate } from './predicates.ts';
import { indexFor } from './query-indexes.ts';
import { impliedOrders, type PartitionScope, type Position, type ScanRequest } from './scan.ts';
import { rankOf } from './value-order.ts';

type Bind = string | number;

/** A SELECT that gives the candidates in order, with their `rid`, `body` and the columns they are ordered by. */
export type ScanPlan = { sql: string; binds: Bind[]; keyColumns: PathColumns[] };

type Piece = { sql: string; binds: Bind[] };
type Ordered = Order & { columns: PathColumns };

/** Turns a scan into SQL. Nothing when a property that it needs can't have columns. */
export function planScan(store: Store, container: Container, { scope, conditions, orders, after }: ScanRequest): ScanPlan | undefined {
  const { predicates } = conditions;
  const columns = new Map<string, PathColumns>();
  const wanted = orders.length > 0 ? orders : impliedOrders(predicates);
  for (const { path } of [...predicates, ...wanted]) {
    const found = columnsFor(store, container, path);
    if (found === undefined) return undefined;
    columns.set(path.join('/'), found);
  }
  const columnsOf = (path: readonly string[]): PathColumns => columns.get(path.join('/')) ?? { name: '', rank: '', value: '' };
  const ordered = wanted.map((order) => ({ ...order, columns: columnsOf(order.path) }));
  const index = chooseIndex(store, container, scope, predicates, ordered, columnsOf);
  const pieces = [
    scopeSql(scope),
    container.definition.defaultTtl === undefined ? undefined : { sql: '(expires IS NULL OR expires > ?)', binds: [store.now()] },
    ...predicates.map((predicate) => predicateSql(predicate, columnsOf(predicate.path))),
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
  if (scope !== undefined && !(isOnePartition && hasRows(store, table, store.indexFrom, scope.low))) return `INDEXED BY ${table}_key`;
  if (scope === undefined && !hasRows(store, table, store.indexFrom)) return 'NOT INDEXED';
  const orderNames = new Set(ordered.map((order) => order.columns.name));
  const names = (list: readonly Predicate[]) =>
    new Set(list.map(({ path }) => columnsOf(path).name).filter((name) => !orderNames.has(name)));
  const equal = names(predicates.filter(isEquality));
  const filter = [...names(predicates.filter((one) => !isEquality(one)))].filter((name) => !equal.has(name));
  if (equal.size + ordered.length === 0) return isOnePartition ? `INDEXED BY ${table}_key` : 'NOT INDEXED';
  const name = indexFor(store, container, {
    equal: [...(isOnePartition ? ['pk'] : []), ...equal],
    order: ordered.map(({ columns, descending }) => `${descending ? '-' : ''}${columns.name}`),
    filter: ordered.length === 0 ? [] : filter,
  });
  return name === undefined ? '' : `INDEXED BY ${name}`;
}

function isEquality(predicate: Predicate): boolean {
  return predicate.kind === 'in' && predicate.keys.length === 1;
}

function hasRows(store: Store, table: string, count: number, pk?: string): boolean {
  if (pk === undefined) return store.prepare(`SELECT 1 FROM ${table} LIMIT 1 OFFSET ?`).get(count) !== undefined;
  return store.prepare(`SELECT 1 FROM ${table} INDEXED BY ${table}_key WHERE pk = ? LIMIT 1 OFFSET ?`).get(pk, count) !== undefined;
}

function scopeSql(scope: PartitionScope): Piece | undefined {
  if (scope === undefined) return undefined;
  return scope.below === undefined ? { sql: 'pk = ?', binds: [scope.low] } : { sql: 'pk >= ? AND pk < ?', binds: [scope.low, scope.below] };
}

function predicateSql(predicate: Predicate, { rank, value }: PathColumns): Piece {
  if (predicate.kind === 'defined') return { sql: `${rank} <> 0`, binds: [] };
  if (predicate.kind === 'in') return inSql(predicate.keys, rank, value);
  if (predicate.kind === 'contains') return containsSql(predicate, rank, value);
  const { key } = predicate;
  if (predicate.kind === 'not') return { sql: `(${rank} <> 0 AND NOT (${rank} = ${key.rank} AND ${value} = ?))`, binds: [key.value] };
  return { sql: `${rank} = ${key.rank} AND ${value} ${predicate.operator} ?`, binds: [key.value] };
}

// Text with letters beyond ASCII, whose case SQLite does not know, passes unread.
function containsSql({ text, ignoresCase }: Extract<Predicate, { kind: 'contains' }>, rank: string, value: string): Piece {
  const test = ignoresCase ? `(instr(lower(${value}), ?) > 0 OR octet_length(${value}) <> length(${value}))` : `instr(${value}, ?) > 0`;
  return { sql: `${rank} = ${rankOf(text)} AND ${test}`, binds: [text] };
}

function inSql(keys: readonly { rank: number; value: Bind }[], rank: string, value: string): Piece {
  const [first, ...others] = keys;
  if (first === undefined) return { sql: '0', binds: [] };
  if (others.length === 0) return { sql: `${rank} = ${first.rank} AND ${value} = ?`, binds: [first.value] };
  const ranks = [...new Set(keys.map((key) => key.rank))];
  const lists = ranks.map((one) => JSON.stringify(keys.filter((key) => key.rank === one).map((key) => key.value)));
  // Numbers as doubles, like those of the columns.
  const listed = (one: number) => (one === rankOf(0) ? 'value * 1.0' : 'value');
  const tests = ranks.map((one) => `${rank} = ${one} AND ${value} IN (SELECT ${listed(one)} FROM json_each(?))`);
  const [only] = tests;
  return { sql: only !== undefined && tests.length === 1 ? only : `(${tests.map((test) => `(${test})`).join(' OR ')})`, binds: lists };
}

// Row values say "after this place" in one comparison that an index can search for. With mixed directions that takes one alternative a column.
function positionSql({ keys, rid, inclusive }: Position, ordered: readonly Ordered[]): Piece {
  const isDescending = ordered[0]?.descending ?? false;
  const ridSign = `${isDescending ? '<' : '>'}${inclusive ? '=' : ''}`;
  const names = ordered.flatMap(({ columns }) => [columns.rank, columns.value]);
  const binds = keys.flatMap((key) => [key.rank, key.value]);
  if (ordered.every(({ descending }) => descending === isDescending)) {
    return { sql: `(${[...names, 'rid'].join(', ')}) ${ridSign} (${[...binds, rid].map(() => '?').join(', ')})`, binds: [...binds, rid] };
  }
  const alternatives: Piece[] = [];
  const equals: Piece = { sql: '', binds: [] };
  ordered.forEach(({ columns, descending }, index) => {
    const key = [keys[index]?.rank ?? 0, keys[index]?.value ?? 0];
    const pair = `(${columns.rank}, ${columns.value})`;
    alternatives.push({ sql: `${equals.sql}${pair} ${descending ? '<' : '>'} (?, ?)`, binds: [...equals.binds, ...key] });
    equals.sql += `${pair} = (?, ?) AND `;
    equals.binds.push(...key);
  });
  alternatives.push({ sql: `${equals.sql}rid ${ridSign} ?`, binds: [...equals.binds, rid] });
  const bound = `(${names[0]}, ${names[1]}) ${isDescending ? '<=' : '>='} (?, ?)`;
  return {
    sql: `${bound} AND (${alternatives.map(({ sql }) => `(${sql})`).join(' OR ')})`,
    binds: [...binds.slice(0, 2), ...alternatives.flatMap((one) => one.binds)],
  };
}

function orderSql(ordered: readonly Ordered[]): string {
  const terms = ordered.flatMap(({ columns, descending }) =>
    [columns.rank, columns.value].map((name) => (descending ? `${name} DESC` : name)),
  );
  return [...terms, ordered[0]?.descending ? 'rid DESC' : 'rid'].join(', ');
}
