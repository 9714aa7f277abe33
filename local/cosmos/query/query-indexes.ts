import type { Container } from '../store/container.ts';
import type { Store } from '../store/open-store.ts';
import { segmentsOf } from '../store/partition-key.ts';
import { columnsFor } from './path-columns.ts';

/**
 * What an index must offer to a query. Names are those of `columnsFor`, `pk`, and with a minus in
 * front when they descend.
 */
export type IndexShape = { equal: string[]; order: string[]; filter: string[] };

/** Indexes that queries may add to one container; each makes writes a little slower. */
const MAX_INDEXES = 32;

/**
 * Finds an index in which all candidates of a query stand together in the wanted order: its first
 * columns are compared with `=`, then come the ordered ones, then those that only filter. Builds it
 * when there is none yet (once, then it is kept); nothing when the container has too many.
 */
export function indexFor(store: Store, { number, table }: Container, { equal, order, filter }: IndexShape): string | undefined {
  const rows = store.prepare('SELECT name, columns FROM query_indexes WHERE container = ? ORDER BY length(columns)').all(number);
  const fitting = rows
    .map((row) => ({ name: String(row.name), columns: String(row.columns).split(' ') }))
    .filter(({ columns }) => fits(columns, equal, order));
  const whole = fitting.find(({ columns }) => filter.every((name) => columns.some((column) => bare(column) === name)));
  if (whole !== undefined) return whole.name;
  if (rows.length >= MAX_INDEXES) return fitting[0]?.name;
  return createIndex(store, number, table, `${table}_q${rows.length}`, [...equal.toSorted(), ...upwards(order), ...filter.toSorted()]);
}

/**
 * Builds the indexes that the container's policy names (`compositeIndexes`) before a query needs
 * them.
 */
export function buildPolicyIndexes(store: Store, container: Container): void {
  for (const index of container.definition.indexingPolicy.compositeIndexes ?? []) {
    const order = index.map(({ path, order: direction }) => {
      const columns = columnsFor(store, container, segmentsOf(path));
      return columns === undefined ? undefined : `${direction === 'descending' ? '-' : ''}${columns.name}`;
    });
    if (order.every((column) => column !== undefined)) indexFor(store, container, { equal: [], order, filter: [] });
  }
}

function fits(columns: readonly string[], equal: readonly string[], order: readonly string[]): boolean {
  const [head, tail] = [columns.slice(0, equal.length), columns.slice(equal.length)];
  if (!equal.every((name) => head.some((column) => bare(column) === name))) return false;
  // Without an order of its own the query wants the items by age, which further columns would
  // disturb.
  if (order.length === 0) return tail.length === 0;
  return upwards(order).every((column, index) => column === upwards(tail)[index]);
}

function createIndex(store: Store, number: number, table: string, name: string, columns: readonly string[]): string {
  const list = columns.map((column) => {
    const direction = column.startsWith('-') ? ' DESC' : '';
    return column === 'pk' ? 'pk' : `${bare(column)}_rank${direction}, ${bare(column)}_value${direction}`;
  });
  store.transaction(() => {
    store.db.exec(`CREATE INDEX ${name} ON ${table} (${list.join(', ')})`);
    store.prepare('INSERT INTO query_indexes (container, name, columns) VALUES (?, ?, ?)').run(number, name, columns.join(' '));
  });
  return name;
}

function bare(column: string): string {
  return column.replace(/^-/, '');
}

// An index can be read in both directions, so the first ordered column may as well ascend.
function upwards(order: readonly string[]): readonly string[] {
  return order[0]?.startsWith('-') ? order.map((column) => (column.startsWith('-') ? bare(column) : `-${column}`)) : order;
}
