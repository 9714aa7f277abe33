import type { Order } from './order-by.ts';
import type { PathColumns } from './path-columns.ts';
import type { Predicate } from './predicates.ts';
import type { PartitionScope, Position } from './scan-request.ts';
import { rankOf } from './value-order.ts';

export type Bind = string | number;

/** A part of a WHERE, with the values of its question marks. */
export type Piece = { sql: string; binds: Bind[] };

/** A property to order by, with its columns. */
export type Ordered = Order & { columns: PathColumns };

/** Which partitions. */
export function scopeSql(scope: PartitionScope): Piece | undefined {
  if (scope === undefined) return undefined;
  return scope.below === undefined ? { sql: 'pk = ?', binds: [scope.low] } : { sql: 'pk >= ? AND pk < ?', binds: [scope.low, scope.below] };
}

/** One of what these queries find. */
export const oneOfSql = (queries: readonly Piece[]): Piece => ({
  sql: `rid IN (${queries.map(({ sql }) => sql).join(' UNION ALL ')})`,
  binds: queries.flatMap(({ binds }) => binds),
});

/** What a property must be. */
export function predicateSql(predicate: Predicate, { rank, value }: PathColumns): Piece {
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

/**
 * What comes after a place in the order. Row values say it in one comparison that an index can
 * search for; with mixed directions it takes one alternative a column.
 */
export function positionSql({ keys, rid, inclusive }: Position, ordered: readonly Ordered[]): Piece {
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

/**
 * The terms of ORDER BY; among equals the older comes first, or last when the first term descends.
 */
export function orderSql(ordered: readonly Ordered[]): string {
  const terms = ordered.flatMap(({ columns, descending }) =>
    [columns.rank, columns.value].map((name) => (descending ? `${name} DESC` : name)),
  );
  return [...terms, ordered[0]?.descending ? 'rid DESC' : 'rid'].join(', ');
}
