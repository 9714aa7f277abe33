import type { Container } from '../store/container.ts';
import type { Store } from '../store/open-store.ts';

/**
 * The two computed columns of a property: the rank of its type and its value, in the order of
 * `SortKey`.
 */
export type PathColumns = { name: string; rank: string; value: string };

/** Properties of one container that get columns; queries on more are answered without. */
const MAX_PATHS = 64;

/**
 * The columns through which SQLite sees a property of the items, made when a query first uses the
 * path. They are virtual (no space), but indexes can be built of them. Numbers are doubles there as
 * in JavaScript. Nothing when the container has too many already.
 */
export function columnsFor(store: Store, { number, table }: Container, path: readonly string[]): PathColumns | undefined {
  const key = path.join('/');
  const known = store.prepare('SELECT number FROM query_paths WHERE container = ? AND path = ?').get(number, key)?.number;
  if (known !== undefined) return named(Number(known));
  const count = Number(store.prepare('SELECT count(*) AS count FROM query_paths WHERE container = ?').get(number)?.count);
  if (count >= MAX_PATHS) return undefined;
  const columns = named(count);
  const jsonPath = `'$${path.map((name) => `."${name}"`).join('')}'`;
  store.transaction(() => {
    store.db.exec(`
      ALTER TABLE ${table} ADD COLUMN ${columns.rank} INTEGER AS (CASE json_type(body, ${jsonPath})
        WHEN 'null' THEN 1 WHEN 'false' THEN 2 WHEN 'true' THEN 2 WHEN 'integer' THEN 4 WHEN 'real' THEN 4
        WHEN 'text' THEN 5 WHEN 'array' THEN 6 WHEN 'object' THEN 7 ELSE 0 END) VIRTUAL;
      ALTER TABLE ${table} ADD COLUMN ${columns.value} AS (CASE json_type(body, ${jsonPath})
        WHEN 'integer' THEN json_extract(body, ${jsonPath}) * 1.0 ELSE ifnull(json_extract(body, ${jsonPath}), 0) END) VIRTUAL;`);
    store.prepare('INSERT INTO query_paths (container, path, number) VALUES (?, ?, ?)').run(number, key, count);
  });
  return columns;
}

function named(number: number): PathColumns {
  return { name: `p${number}`, rank: `p${number}_rank`, value: `p${number}_value` };
}
