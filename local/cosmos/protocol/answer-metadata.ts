import { z } from 'zod';
import type { Json, JsonObject } from '../json.ts';
import { parseAs } from '../parse-as.ts';
import { compileQuery } from '../query/compile-query.ts';
import { parseQuery } from '../query/parse-query.ts';
import { buildPolicyIndexes } from '../query/query-indexes.ts';
import type { Container } from '../store/container.ts';
import { parseContainerDefinition, parseDatabaseDefinition } from '../store/container-definition.ts';
import { createContainer, deleteContainer, listContainers, readContainer, replaceContainer } from '../store/containers.ts';
import { createDatabase, databaseResource, deleteDatabase, listDatabases } from '../store/databases.ts';
import { resetExpiry } from '../store/expiry.ts';
import type { Store } from '../store/open-store.ts';
import { type Answer, answerEmpty, answerFeed, answerJson, type CosmosRequest, containerOf, jsonOf, methodNotAllowed } from './answer.ts';
import { isSet } from './operation.ts';

/**
 * Answers requests on the account, databases, containers and key ranges. Throws CosmosError as the
 * store's functions do.
 */
export function answerMetadata(store: Store, request: CosmosRequest, endpoint: string): Answer {
  const { target, method } = request;
  switch (target.kind) {
    case 'account':
      return method === 'GET' ? answerResource(accountResource(endpoint)) : methodNotAllowed(request);
    case 'offers':
      // As in an account without provisioned throughput (serverless): there are no offers.
      return answerFeed('Offers', '', [], 1);
    case 'databases':
      return answerDatabases(store, request);
    case 'database':
      if (method === 'GET') return answerResource(databaseResource(store, target.database));
      databaseResource(store, target.database);
      return method === 'DELETE' ? deleted(() => deleteDatabase(store, target.database)) : methodNotAllowed(request);
    case 'containers':
      return answerContainers(store, target.database, request);
    case 'container':
      return answerContainer(store, containerOf(store, target), request);
    case 'ranges':
      return answerRanges(containerOf(store, target));
    default:
      return methodNotAllowed(request);
  }
}

function answerDatabases(store: Store, request: CosmosRequest): Answer {
  const list = () => listDatabases(store).map((id) => databaseResource(store, id));
  if (request.method === 'GET') return answerList('Databases', list());
  if (request.method !== 'POST') return methodNotAllowed(request);
  if (isSet(request.headers, 'x-ms-documentdb-isquery')) return answerList('Databases', queried(list(), request));
  return answerResource(createDatabase(store, parseDatabaseDefinition(jsonOf(request)).id), 201);
}

function answerContainers(store: Store, database: string, request: CosmosRequest): Answer {
  databaseResource(store, database);
  const list = () => listContainers(store, database).map((id) => containerResource(containerOf(store, { database, container: id })));
  if (request.method === 'GET') return answerList('DocumentCollections', list());
  if (request.method !== 'POST') return methodNotAllowed(request);
  if (isSet(request.headers, 'x-ms-documentdb-isquery')) return answerList('DocumentCollections', queried(list(), request));
  const container = createContainer(store, database, parseContainerDefinition(jsonOf(request)));
  buildPolicyIndexes(store, container);
  return answerResource(containerResource(container), 201);
}

function answerContainer(store: Store, container: Container, request: CosmosRequest): Answer {
  if (request.method === 'GET') return answerResource(containerResource(container));
  if (request.method === 'DELETE') return deleted(() => deleteContainer(store, container));
  if (request.method !== 'PUT') return methodNotAllowed(request);
  const replaced = replaceContainer(store, container, parseContainerDefinition(jsonOf(request)));
  buildPolicyIndexes(store, replaced);
  if (replaced.definition.defaultTtl !== container.definition.defaultTtl) resetExpiry(store, replaced);
  return answerResource(containerResource(readContainer(store, replaced.database, replaced.id) ?? replaced));
}

// One range holds all keys.
function answerRanges({ rid, self, etag, changed }: Container): Answer {
  const range = {
    _rid: rid,
    id: '0',
    _etag: etag,
    minInclusive: '',
    maxExclusive: 'FF',
    ridPrefix: 0,
    _self: `${self}pkranges/${rid}/`,
    throughputFraction: 1,
    status: 'online',
    parents: [],
    _ts: Math.floor(changed / 1000),
  };
  return answerFeed('PartitionKeyRanges', rid, [JSON.stringify(range)], 1, { etag });
}

const querySpec = z.object({
  query: z.string(),
  parameters: z.array(z.object({ name: z.string(), value: z.custom<Json>().optional() })).default([]),
});

function queried(list: readonly JsonObject[], request: CosmosRequest): Json[] {
  const { query, parameters } = parseAs(querySpec, jsonOf(request));
  const compiled = compileQuery(parseQuery(query), new Map(parameters.map(({ name, value }) => [name, value])));
  return list.flatMap((resource) => compiled.rowsOf(resource).map(compiled.project)).filter((result) => result !== undefined);
}

function containerResource({ definition, rid, self, etag, changed }: Container): JsonObject {
  const links = { _docs: 'docs/', _sprocs: 'sprocs/', _triggers: 'triggers/', _udfs: 'udfs/', _conflicts: 'conflicts/' };
  const stored: JsonObject = JSON.parse(JSON.stringify(definition));
  return { ...stored, _rid: rid, _ts: Math.floor(changed / 1000), _self: self, _etag: etag, ...links };
}

function accountResource(endpoint: string): JsonObject {
  const location = [{ name: 'Local', databaseAccountEndpoint: endpoint }];
  return {
    _self: '',
    id: 'local',
    _rid: 'local',
    media: '//media/',
    addresses: '//addresses/',
    _dbs: '//dbs/',
    writableLocations: location,
    readableLocations: location,
    enableMultipleWriteLocations: false,
    userConsistencyPolicy: { defaultConsistencyLevel: 'Session' },
  };
}

function answerResource(resource: JsonObject, status = 200): Answer {
  return answerJson(status, JSON.stringify(resource), 1, typeof resource._etag === 'string' ? { etag: resource._etag } : {});
}

function answerList(name: string, list: readonly Json[]): Answer {
  return answerFeed(
    name,
    '',
    list.map((resource) => JSON.stringify(resource)),
    1,
  );
}

function deleted(run: () => void): Answer {
  run();
  return answerEmpty(204, 1);
}
