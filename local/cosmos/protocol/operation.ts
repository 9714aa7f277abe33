import type { IncomingHttpHeaders } from 'node:http';
import type { Target } from './target.ts';

/** Kinds of requests, as statistics and faults name them. */
export type Operation =
  | 'account'
  | 'database'
  | 'container'
  | 'ranges'
  | 'offers'
  | 'create'
  | 'upsert'
  | 'read'
  | 'replace'
  | 'patch'
  | 'delete'
  | 'batch'
  | 'bulk'
  | 'query'
  | 'query-plan'
  | 'read-feed'
  | 'change-feed'
  | 'partition-delete';

const OF_ITEM: Record<string, Operation> = { GET: 'read', PUT: 'replace', PATCH: 'patch', DELETE: 'delete' };
const OF_RESOURCE = {
  account: 'account',
  databases: 'database',
  database: 'database',
  containers: 'container',
  container: 'container',
  ranges: 'ranges',
  offers: 'offers',
  'partition-delete': 'partition-delete',
} as const;

/**
 * Names what a request asks for; nothing when the method does not fit the address. Headers tell the
 * POSTs on a container's items apart.
 */
export function operationOf(method: string, target: Target, headers: IncomingHttpHeaders): Operation | undefined {
  if (target.kind === 'item') return OF_ITEM[method];
  if (target.kind !== 'items') return OF_RESOURCE[target.kind];
  if (method === 'GET') return headers['a-im'] === undefined ? 'read-feed' : 'change-feed';
  if (method !== 'POST') return undefined;
  if (isSet(headers, 'x-ms-cosmos-is-query-plan-request')) return 'query-plan';
  if (isSet(headers, 'x-ms-documentdb-isquery')) return 'query';
  if (isSet(headers, 'x-ms-cosmos-is-batch-request')) return isSet(headers, 'x-ms-cosmos-batch-atomic') ? 'batch' : 'bulk';
  return isSet(headers, 'x-ms-documentdb-is-upsert') ? 'upsert' : 'create';
}

/** Is a boolean header `true`, in any case? */
export function isSet(headers: IncomingHttpHeaders, name: string): boolean {
  return headerOf(headers, name)?.toLowerCase() === 'true';
}

/** A header as one string. */
export function headerOf(headers: IncomingHttpHeaders, name: string): string | undefined {
  const value = headers[name];
  return Array.isArray(value) ? value.join(',') : value;
}
