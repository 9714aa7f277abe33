import { CosmosError } from '../cosmos-error.ts';

/** What a request's path addresses. `database`, `container`, `item` are decoded names. */
export type Target =
  | { kind: 'account' }
  | { kind: 'databases' | 'offers' }
  | { kind: 'database' | 'containers'; database: string }
  | { kind: 'container' | 'ranges' | 'items' | 'partition-delete'; database: string; container: string }
  | { kind: 'item'; database: string; container: string; item: string };

/**
 * What the client signed: type and name of the resource,
 * https://learn.microsoft.com/rest/api/cosmos-db/access-control-on-cosmosdb-resources#constructkeytoken
 */
export type SignedResource = { type: string; id: string };

/**
 * Reads the path of a request. Throws CosmosError 400 for a path that can't be read, 404 for a
 * resource that this stand-in does not have.
 */
export function parseTarget(path: string): { target: Target; signed: SignedResource } {
  const segments = path
    .split('/')
    .filter((segment) => segment !== '')
    .map(decode);
  const [root, database, colls, container, kind, item, ...rest] = segments;
  const signed = (type: string, depth: number): SignedResource => ({ type, id: segments.slice(0, depth).join('/') });
  if (root === undefined) return { target: { kind: 'account' }, signed: signed('', 0) };
  if (root === 'offers' && database === undefined) return { target: { kind: 'offers' }, signed: signed('offers', 0) };
  if (root !== 'dbs' || rest.length > 0) return unknown(path);
  if (database === undefined) return { target: { kind: 'databases' }, signed: signed('dbs', 0) };
  if (colls === undefined) return { target: { kind: 'database', database }, signed: signed('dbs', 2) };
  if (colls !== 'colls') return unknown(path);
  if (container === undefined) return { target: { kind: 'containers', database }, signed: signed('colls', 2) };
  if (kind === undefined) return { target: { kind: 'container', database, container }, signed: signed('colls', 4) };
  if (kind === 'docs' && item !== undefined) return { target: { kind: 'item', database, container, item }, signed: signed('docs', 6) };
  if (kind === 'docs') return { target: { kind: 'items', database, container }, signed: signed('docs', 4) };
  if (kind === 'pkranges' && item === undefined) return { target: { kind: 'ranges', database, container }, signed: signed('pkranges', 4) };
  if (kind === 'operations' && item === 'partitionkeydelete') {
    return { target: { kind: 'partition-delete', database, container }, signed: signed('colls', 4) };
  }
  return unknown(path);
}

function decode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    throw new CosmosError(400, `The address contains ${segment.slice(0, 50)}, which is not percent-encoded UTF-8.`);
  }
}

function unknown(path: string): never {
  throw new CosmosError(
    404,
    `This stand-in has nothing at ${path.slice(0, 200)}: it serves databases, containers and items, no scripts, users or permissions.`,
  );
}
