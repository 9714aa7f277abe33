import type { Container, SqlParameter } from '@azure/cosmos';
import { z } from 'zod';

const Row = z.record(z.string(), z.unknown());
export type Row = z.infer<typeof Row>;

/** What one query may return in all: a bound on memory, far above what any caller asks for. */
const mostPages = 50;

/**
 * All rows of a query, page by page; within one partition when its key is given. (`fetchAll` would ask for a query plan first, each time:
 * a request more.)
 */
export async function queryAll(container: Container, query: string, parameters: SqlParameter[], partitionKey?: string): Promise<Row[]> {
  const iterator = container.items.query({ query, parameters }, partitionKey === undefined ? {} : { partitionKey });
  const rows: Row[] = [];
  for (let page = 0; page < mostPages; page += 1) {
    const { resources, hasMoreResults } = await iterator.fetchNext();
    rows.push(...Row.array().parse(resources ?? []));
    if (!hasMoreResults) break;
  }
  return rows;
}

/** The first `limit` rows of a query. A page of the store may be shorter than asked for, so it goes on until there are enough. */
export async function queryPage(container: Container, query: string, parameters: SqlParameter[], limit: number): Promise<Row[]> {
  const iterator = container.items.query({ query, parameters }, { maxItemCount: limit });
  const rows: Row[] = [];
  for (let page = 0; page < mostPages && rows.length < limit; page += 1) {
    const { resources, hasMoreResults } = await iterator.fetchNext();
    rows.push(...Row.array().parse(resources ?? []));
    if (!hasMoreResults) break;
  }
  return rows.slice(0, limit);
}
