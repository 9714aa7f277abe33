import { type Json, valueAt } from '../json.ts';
import type { Container } from '../store/container.ts';
import type { Store } from '../store/open-store.ts';
import { impliedOrders } from './order-by.ts';
import { planScan, type ScanPlan } from './plan-scan.ts';
import type { Position, ScanRequest } from './scan-request.ts';
import { compareSortKeys, type SortKey, sortKeyOf } from './value-order.ts';

/** A document that may belong to the result, with the keys it is ordered by. */
export type Candidate = { rid: number; keys: SortKey[]; text: string };

/**
 * Candidates in order, and whether their predicates have been checked. Candidates are read one at a
 * time, as the caller asks for them.
 */
export type Scan = { candidates: Iterable<Candidate>; isFiltered: boolean };

/**
 * Scans a container through SQLite: predicates and order become SQL over the columns of the
 * properties, and indexes make the cost independent of how much else the container holds. With
 * `pushdown` off (or when a property can't have columns) it reads everything and orders it here;
 * the outcome is the same.
 */
export function scanItems(store: Store, container: Container, request: ScanRequest, pushdown: boolean): Scan {
  const plan = pushdown ? planScan(store, container, request) : undefined;
  if (plan !== undefined) return { candidates: readCandidates(store, plan), isFiltered: true };
  const everything = planScan(store, container, {
    ...request,
    conditions: { predicates: [], anyOf: [], residual: undefined },
    orders: [],
    after: undefined,
  });
  const unsorted = everything === undefined ? [] : readCandidates(store, everything);
  return { candidates: sortCandidates(container, unsorted, request), isFiltered: false };
}

function* readCandidates(store: Store, { sql, binds, keyColumns }: ScanPlan): Generator<Candidate> {
  for (const row of store.prepare(sql).iterate(...binds)) {
    const keys = keyColumns.map(({ rank, value }) => ({ rank: Number(row[rank]), value: toKeyValue(row[value]) }));
    yield { rid: Number(row.rid), keys, text: String(row.body) };
  }
}

function toKeyValue(value: unknown): string | number {
  return typeof value === 'string' ? value : Number(value);
}

function sortCandidates({ definition }: Container, unsorted: Iterable<Candidate>, { orders, after, conditions }: ScanRequest): Candidate[] {
  const paths = orders.length > 0 ? orders : impliedOrders(conditions.predicates, definition.indexingPolicy);
  const first = paths[0]?.descending ? -1 : 1;
  const compare = (a: Omit<Position, 'inclusive'>, b: Omit<Position, 'inclusive'>): number => {
    for (const [index, { descending }] of paths.entries()) {
      const [left, right] = [a.keys[index], b.keys[index]];
      const difference = left === undefined || right === undefined ? 0 : compareSortKeys(left, right);
      if (difference !== 0) return descending ? -difference : difference;
    }
    return first * (a.rid - b.rid);
  };
  const candidates: Candidate[] = [];
  for (const { rid, text } of unsorted) {
    const item: Json = JSON.parse(text);
    const candidate = { rid, text, keys: paths.map(({ path }) => sortKeyOf(valueAt(item, path))) };
    const isWanted = paths.every(({ keepsMissing }, index) => keepsMissing || candidate.keys[index]?.rank !== 0);
    const distance = after === undefined ? 1 : compare(candidate, after);
    const isAhead = after?.inclusive ? distance >= 0 : distance > 0;
    if (isWanted && isAhead) candidates.push(candidate);
  }
  return candidates.sort(compare);
}
