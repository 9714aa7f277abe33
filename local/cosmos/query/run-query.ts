import type { Json, Value } from '../json.ts';
import type { Container } from '../store/container.ts';
import type { Store } from '../store/open-store.ts';
import { type CompiledQuery, compileQuery, countOf, distinctOf, projectGroups } from './compile-query.ts';
import { type Continuation, fingerprintOf, fromContinuationToken, toContinuationToken } from './continuation.ts';
import { orderOf } from './order-by.ts';
import { splitConditions } from './predicates.ts';
import { type Candidate, scanItems } from './scan.ts';
import type { PartitionScope } from './scan-request.ts';
import type { Query } from './syntax.ts';

export type QueryRequest = {
  text: string;
  query: Query;
  parameters: ReadonlyMap<string, Value>;
  scope: PartitionScope;
  /** Most results of a page. */
  pageSize: number;
  /** The token that came with the page before. */
  continuation: string | undefined;
};

/** One page: results as JSON texts, and the token of the next page unless this was the last. */
export type Page = { results: string[]; continuation: string | undefined; read: number };

/**
 * Largest page, in characters of JSON.
 * https://learn.microsoft.com/azure/cosmos-db/concepts-limits#per-request-limits
 */
const MAX_PAGE_LENGTH = 4 * 1024 * 1024;

/**
 * Continuation tokens travel in a header, and clients refuse more than 16 KB of headers: no page
 * ends where the token would be longer.
 */
const MAX_TOKEN_LENGTH = 8 * 1024;

/**
 * Runs a query over a container, one page. `pushdown: false` is for comparing outcomes. Throws
 * CosmosError 400.
 */
export function runQuery(store: Store, container: Container, request: QueryRequest, { pushdown = true } = {}): Page {
  const { query, parameters, scope, pageSize } = request;
  const id = fingerprintOf(request.text, [...parameters], scope?.low, container.rid);
  const state: Continuation =
    request.continuation === undefined
      ? { query: id, skip: countOf(query.offset, parameters, 0), left: limitOf(query, parameters) }
      : fromContinuationToken(request.continuation, id);
  if (query.from === undefined) return cutPage(constantResults(query, parameters), state, pageSize, 0);

  const alias = query.from.from.kind === 'name' ? query.from.alias : undefined;
  const conditions = splitConditions(query.where, alias, parameters);
  const orders = orderOf(query, container.definition.indexingPolicy, alias);
  const isCollected = query.distinct || compileQuery(query, parameters).grouping !== undefined;
  const after =
    isCollected || state.at === undefined ? undefined : { keys: state.at.keys, rid: state.at.rid, inclusive: state.at.taken > 0 };
  const scan = scanItems(store, container, { scope, conditions, orders, after }, pushdown);
  const compiled = compileQuery({ ...query, where: scan.isFiltered ? conditions.residual : query.where }, parameters);
  if (!isCollected)
    return streamPage(
      scan.candidates,
      compiled,
      state,
      pageSize,
      alias !== undefined && scan.isFiltered && conditions.residual === undefined,
    );
  const { results, read } = collect(scan.candidates, compiled);
  return cutPage(query.distinct ? distinctOf(results) : results, state, pageSize, read);
}

function limitOf(query: Query, parameters: ReadonlyMap<string, Value>): number | undefined {
  const limit = countOf(query.top ?? query.limit, parameters, Number.POSITIVE_INFINITY);
  return Number.isFinite(limit) ? limit : undefined;
}

function constantResults(query: Query, parameters: ReadonlyMap<string, Value>): Json[] {
  const compiled = compileQuery(query, parameters);
  const rows = compiled.rowsOf(undefined);
  return compiled.grouping ? projectGroups(rows, compiled) : rows.map(compiled.project).filter((value) => value !== undefined);
}

// Takes candidates until the page is full and reads no further, but for one look whether there is
// anything more.
function streamPage(
  candidates: Iterable<Candidate>,
  compiled: CompiledQuery,
  state: Continuation,
  pageSize: number,
  isChecked: boolean,
): Page {
  const page: Page = { results: [], continuation: undefined, read: 0 };
  let { skip, left = Number.POSITIVE_INFINITY } = state;
  let length = 0;
  let previous: Continuation['at'];
  for (const { rid, keys, text } of candidates) {
    if (left === 0) return page;
    const token = (at: Continuation['at']) =>
      toContinuationToken({ query: state.query, at, skip, left: Number.isFinite(left) ? left : undefined });
    const isFull = () => page.results.length >= pageSize || length >= MAX_PAGE_LENGTH;
    if (previous !== undefined && isFull()) {
      const continuation = token(previous);
      if (continuation.length <= MAX_TOKEN_LENGTH) return { ...page, continuation };
    }
    page.read += 1;
    const taken = rid === state.at?.rid ? state.at.taken : 0;
    const results = compiled.isWholeDocument && isChecked ? [text] : resultsOf(text, compiled);
    for (const [index, result] of results.entries()) {
      if (index < taken || result === undefined || left === 0) continue;
      if (isFull() && index > 0) return { ...page, continuation: token({ rid, keys, taken: index }) };
      if (skip > 0) skip -= 1;
      else {
        page.results.push(result);
        length += result.length;
        left -= 1;
      }
    }
    previous = { rid, keys, taken: 0 };
  }
  return page;
}

function resultsOf(text: string, compiled: CompiledQuery): (string | undefined)[] {
  const rows = compiled.rowsOf(JSON.parse(text));
  return compiled.isWholeDocument ? rows.map(() => text) : rows.map((row) => toText(compiled.project(row)));
}

function toText(value: Value): string | undefined {
  return value === undefined ? undefined : JSON.stringify(value);
}

function collect(candidates: Iterable<Candidate>, compiled: CompiledQuery): { results: Json[]; read: number } {
  let read = 0;
  const rows = (function* () {
    for (const { text } of candidates) {
      read += 1;
      yield* compiled.rowsOf(JSON.parse(text));
    }
  })();
  const results = compiled.grouping
    ? projectGroups(rows, compiled)
    : [...rows].map(compiled.project).filter((value) => value !== undefined);
  return { results, read };
}

// Results that exist only as a whole (groups, distinct values) are made anew for each page and cut
// by count.
function cutPage(all: readonly Json[], { query, skip, left }: Continuation, pageSize: number, read: number): Page {
  const rest = all.slice(skip, left === undefined ? undefined : skip + left);
  const results = rest.slice(0, pageSize).map((result) => JSON.stringify(result));
  const isLast = results.length === rest.length;
  const next = { query, skip: skip + results.length, left: left === undefined ? undefined : left - results.length };
  return { results, read, continuation: isLast ? undefined : toContinuationToken(next) };
}
