import { z } from 'zod';
import { CosmosError } from '../cosmos-error.ts';
import type { Value } from '../json.ts';
import { parseAs } from '../parse-as.ts';
import { compileQuery } from '../query/compile-query.ts';
import { parseQuery } from '../query/parse-query.ts';
import { type Page, type QueryRequest, runQuery } from '../query/run-query.ts';
import type { PartitionScope } from '../query/scan-request.ts';
import type { Query } from '../query/syntax.ts';
import { chargeOfQuery } from '../request-charge.ts';
import { changePositionOf, readChanges, toChangeEtag } from '../store/change-feed.ts';
import type { Container } from '../store/container.ts';
import type { Store } from '../store/open-store.ts';
import { encodePartitionKey, parsePartitionKey } from '../store/partition-key.ts';
import { type Answer, answerEmpty, answerFeed, answerJson, type CosmosRequest, jsonOf, methodNotAllowed } from './answer.ts';
import { headerOf } from './operation.ts';
import { passThroughPlan } from './query-plan.ts';

const querySpec = z.object({
  query: z.string(),
  parameters: z
    .array(z.object({ name: z.string().startsWith('@'), value: z.custom<Value>().optional() }))
    .max(3000)
    .default([]),
});

/** Answers queries, query plans, and the feeds of a container's items. Throws CosmosError 400. */
export function answerFeeds(store: Store, container: Container, request: CosmosRequest): Answer {
  const { operation, headers } = request;
  const startEpk = headerOf(headers, 'x-ms-start-epk') ?? '';
  const endEpk = headerOf(headers, 'x-ms-end-epk') ?? 'FF';
  if (startEpk !== '' || endEpk !== 'FF')
    throw new CosmosError(400, 'This stand-in has one key range; it does not know parts of it (x-ms-start-epk).');
  const scope = scopeOf(container, headerOf(headers, 'x-ms-documentdb-partitionkey'));
  switch (operation) {
    case 'query-plan':
      compileQuery(queryOf(request).query, queryOf(request).parameters);
      return answerJson(200, JSON.stringify(passThroughPlan), 1);
    case 'query':
      return answerQuery(store, container, request, scope);
    case 'read-feed':
      return answerPage(
        container,
        readPage(
          store,
          container,
          request,
          { text: 'SELECT * FROM c', query: parseQuery('SELECT * FROM c'), parameters: new Map() },
          scope,
        ),
      );
    case 'change-feed':
      return answerChanges(store, container, request, scope);
    default:
      return methodNotAllowed(request);
  }
}

function answerQuery(store: Store, container: Container, request: CosmosRequest, scope: PartitionScope): Answer {
  const spec = queryOf(request);
  const isWholeContainer = scope === undefined && headerOf(request.headers, 'x-ms-documentdb-partitionkeyrangeid') === undefined;
  if (isWholeContainer && needsPlan(spec.query, spec.parameters)) {
    throw new CosmosError(
      400,
      'The provided cross partition query can not be directly served by the gateway. This is a first chance (internal) exception that all newer clients will know how to handle gracefully.',
      { additionalErrorInfo: JSON.stringify(passThroughPlan) },
    );
  }
  return answerPage(container, readPage(store, container, request, spec, scope));
}

/**
 * The real gateway serves queries over all partitions itself only when they filter and project: it
 * leaves merging to the SDK, which then asks for a plan and goes to each key range. Refusing the
 * same ones keeps the app honest: the SDK gives no continuation token for them unless
 * `enableQueryControl` is on.
 * https://learn.microsoft.com/rest/api/cosmos-db/querying-cosmosdb-resources-using-the-rest-api#queries-that-cannot-be-served-by-gateway
 */
function needsPlan(query: Query, parameters: ReadonlyMap<string, Value>): boolean {
  if (query.orderBy.length > 0 || query.distinct || query.top !== undefined || query.offset !== undefined) return true;
  return compileQuery(query, parameters).grouping !== undefined;
}

const DEFAULT_PAGE = 100;
const LARGEST_PAGE = 1000;

function readPage(
  store: Store,
  container: Container,
  { headers }: CosmosRequest,
  spec: Pick<QueryRequest, 'text' | 'query' | 'parameters'>,
  scope: PartitionScope,
): Page {
  const continuation = headerOf(headers, 'x-ms-continuation');
  return runQuery(store, container, { ...spec, scope, pageSize: pageSizeOf(headerOf(headers, 'x-ms-max-item-count')), continuation });
}

// -1 asks the service to choose.
function pageSizeOf(header: string | undefined): number {
  const wanted = header === undefined ? DEFAULT_PAGE : Number(header);
  if (!Number.isInteger(wanted) || wanted === 0 || wanted < -1)
    throw new CosmosError(400, `x-ms-max-item-count is ${header}; it must be a positive number or -1.`);
  return wanted === -1 ? LARGEST_PAGE : wanted;
}

function answerPage({ rid }: Container, { results, continuation, read }: Page): Answer {
  const length = results.reduce((sum, text) => sum + text.length, 0);
  return answerFeed(
    'Documents',
    rid,
    results,
    chargeOfQuery(read, length),
    continuation === undefined ? {} : { 'x-ms-continuation': continuation },
  );
}

function answerChanges(store: Store, container: Container, { headers }: CosmosRequest, scope: PartitionScope): Answer {
  if (headerOf(headers, 'a-im')?.toLowerCase() !== 'incremental feed') {
    throw new CosmosError(400, 'This stand-in has the latest-version change feed (A-IM: Incremental Feed) only.');
  }
  const after = changePositionOf(store, headerOf(headers, 'if-none-match'), headerOf(headers, 'if-modified-since'));
  const limit = pageSizeOf(headerOf(headers, 'x-ms-max-item-count'));
  const { texts, position } = readChanges(store, container, scope, after, limit);
  const etag = toChangeEtag(position);
  if (texts.length === 0) return answerEmpty(304, 1, { etag });
  return answerFeed('Documents', container.rid, texts, chargeOfQuery(texts.length, 0), { etag });
}

/**
 * The partitions that a partition-key header means: one, or, when it has only the first values of a
 * hierarchical key, all below it.
 */
function scopeOf({ keyPaths }: Container, header: string | undefined): PartitionScope {
  if (header === undefined) return undefined;
  const key = parsePartitionKey(header);
  const text = encodePartitionKey(key);
  if (key.length > keyPaths.length)
    throw new CosmosError(400, `The partition key has ${key.length} values, the container's has ${keyPaths.length}.`);
  if (key.length === keyPaths.length) return { low: text, below: undefined };
  const start = text.slice(0, -1);
  // `-` is the character after `,`: everything that goes on with another value lies between.
  return { low: `${start},`, below: `${start}-` };
}

function queryOf(request: CosmosRequest): Pick<QueryRequest, 'text' | 'query' | 'parameters'> {
  const spec = parseAs(querySpec, jsonOf(request));
  return { text: spec.query, query: parseQuery(spec.query), parameters: new Map(spec.parameters.map(({ name, value }) => [name, value])) };
}
