import { CosmosError } from '../cosmos-error.ts';
import type { IndexingPolicy } from '../store/container-definition.ts';
import { segmentsOf } from '../store/partition-key.ts';
import { type Predicate, pathOf } from './predicates.ts';
import type { Query } from './syntax.ts';

/** One property to order by; items without the property are left out unless `keepsMissing`. */
export type Order = { path: string[]; descending: boolean; keepsMissing: boolean };

/**
 * Reads ORDER BY against the container's indexing policy, by the service's rules
 * (https://learn.microsoft.com/azure/cosmos-db/nosql/query/order-by,
 * https://learn.microsoft.com/azure/cosmos-db/index-policy#composite-indexes): properties only;
 * each must be indexed; two or more need a composite index of just these properties in just this
 * order, in these directions or all reversed; one property leaves out items that lack it unless the
 * policy includes its path by name. Throws CosmosError 400.
 */
export function orderOf(query: Query, policy: IndexingPolicy, alias: string | undefined): Order[] {
  const orders = query.orderBy.map(({ by, descending }) => {
    const path = pathOf(by, alias);
    if (path === undefined)
      throw new CosmosError(400, 'Unsupported ORDER BY clause. ORDER BY item expression could not be mapped to a document path.');
    return { path, descending, keepsMissing: query.orderBy.length > 1 || isNamed(policy, path) };
  });
  const isComposite = orders.length > 1;
  if (isComposite && !hasCompositeIndex(policy, orders)) {
    throw new CosmosError(400, 'The order by query does not have a corresponding composite index that it can be served from.');
  }
  const unindexed = isComposite ? undefined : orders.find(({ path }) => !isIndexed(policy, path));
  if (unindexed !== undefined) {
    throw new CosmosError(
      400,
      `The order-by item /${unindexed.path.join('/')} is excluded from the index: include its path in the indexing policy.`,
    );
  }
  return orders;
}

/**
 * The order of a query without ORDER BY: along the indexed property that is searched by range or
 * list, then by age.
 */
export function impliedOrders(predicates: readonly Predicate[], policy: IndexingPolicy): Order[] {
  const indexed = predicates.filter(({ path }) => isIndexed(policy, path));
  const leading = indexed.find(({ kind }) => kind === 'range') ?? indexed.find((one) => one.kind === 'in' && one.keys.length > 1);
  return leading === undefined ? [] : [{ path: leading.path, descending: false, keepsMissing: true }];
}

function hasCompositeIndex({ compositeIndexes = [] }: IndexingPolicy, orders: readonly Order[]): boolean {
  return compositeIndexes.some((index) => {
    if (index.length !== orders.length) return false;
    const flips = index.map(({ path, order }, at) => {
      const wanted = orders[at];
      if (wanted === undefined || segmentsOf(path.replace(/\/\?$/, '')).join('/') !== wanted.path.join('/')) return undefined;
      return wanted.descending !== (order === 'descending');
    });
    return flips.every((flip) => flip === flips[0] && flip !== undefined);
  });
}

function isNamed({ includedPaths }: IndexingPolicy, path: readonly string[]): boolean {
  return includedPaths.some(
    ({ path: included }) => included.endsWith('/?') && segmentsOf(included).slice(0, -1).join('/') === path.join('/'),
  );
}

/** Does the policy have the property indexed? Its most precise matching path decides. */
export function isIndexed({ indexingMode, includedPaths, excludedPaths }: IndexingPolicy, path: readonly string[]): boolean {
  const included = Math.max(...includedPaths.map((entry) => precisionOf(entry.path, path)), -1);
  const excluded = Math.max(...excludedPaths.map((entry) => precisionOf(entry.path, path)), -1);
  return indexingMode !== 'none' && included > excluded;
}

/** How precisely a policy path such as `/a/*` or `/a/b/?` names a property; -1 when it does not. */
function precisionOf(policyPath: string, path: readonly string[]): number {
  const segments = segmentsOf(policyPath);
  const last = segments.pop();
  if (segments.some((segment, index) => segment !== path[index])) return -1;
  if (last === '?') return segments.length === path.length ? 2 * segments.length + 1 : -1;
  return last === '*' ? 2 * segments.length : -1;
}
