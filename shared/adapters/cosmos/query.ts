import type { Container, SqlParameter } from '@azure/cosmos';
import { z } from 'zod';

const Row = z.record(z.string(), z.unknown());
export type Row = z.infer<typeof Row>;

/**
 * A bound on memory and time, far above what any caller asks for: a page has 100 rows or 4 MB. Half
 * of the settings is worse than an error.
 */
const maxPages = 1000;

const tooMany = (query: string) =>
  new Error(`Cosmos DB: a query has more than ${maxPages} pages, which nothing here needs; narrow it: ${query.slice(0, 200)}`);

/**
 * Across partitions the SDK would send the query and ask for its plan at the same time, and send it
 * again by the plan when the first was refused, as those with TOP or ORDER BY are. The plans are
 * kept (kept-query-plans.ts), so it goes by the plan at once.
 */
const byPlan = { forceQueryPlan: true } as const;

/**
 * All rows of a query, page by page, 100 or `pageRows` at a time; within one partition when its key
 * is given. (`fetchAll` would
 * ask for a query plan first, each time: a request more.) Throws when there are more than a
 * thousand pages; it never returns a part.
 */
export async function queryAll(
  container: Container,
  query: string,
  parameters: SqlParameter[],
  partitionKey?: string,
  pageRows?: number,
): Promise<Row[]> {
  const options = partitionKey === undefined ? byPlan : { partitionKey };
  const iterator = container.items.query({ query, parameters }, pageRows === undefined ? options : { ...options, maxItemCount: pageRows });
  const rows: Row[] = [];
  for (let page = 0; page < maxPages; page += 1) {
    const { resources, hasMoreResults } = await iterator.fetchNext();
    rows.push(...Row.array().parse(resources ?? []));
    if (!hasMoreResults) return rows;
  }
  throw tooMany(query);
}

/**
 * The rows of a query within a partition, one after the other; so many are read at a time, and only
 * as far as they are asked for.
 */
export async function* queryEach(
  container: Container,
  query: string,
  parameters: SqlParameter[],
  { partitionKey, pageRows }: { partitionKey: string; pageRows: number },
): AsyncGenerator<Row> {
  const iterator = container.items.query({ query, parameters }, { partitionKey, maxItemCount: pageRows });
  for (let more = true; more; ) {
    const { resources, hasMoreResults } = await iterator.fetchNext();
    yield* Row.array().parse(resources ?? []);
    more = hasMoreResults;
  }
}

/**
 * The first `limit` rows of a query. A page of the store may be shorter than asked for, so it goes
 * on until there are enough.
 */
export async function queryPage(container: Container, query: string, parameters: SqlParameter[], limit: number): Promise<Row[]> {
  const iterator = container.items.query({ query, parameters }, { ...byPlan, maxItemCount: limit });
  const rows: Row[] = [];
  for (let page = 0; page < maxPages; page += 1) {
    const { resources, hasMoreResults } = await iterator.fetchNext();
    rows.push(...Row.array().parse(resources ?? []));
    if (!hasMoreResults || rows.length >= limit) return rows.slice(0, limit);
  }
  throw tooMany(query);
}
