import { createSecretKey, type KeyObject, randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { CosmosError } from '../cosmos-error.ts';
import type { Store } from '../store/open-store.ts';
import { MAX_ITEM_BYTES } from '../store/prepare-item.ts';
import { type Answer, answerJson, type CosmosRequest, containerOf, methodNotAllowed } from './answer.ts';
import { answerAdmin } from './answer-admin.ts';
import { answerFeeds } from './answer-feeds.ts';
import { answerItems } from './answer-items.ts';
import { answerMetadata } from './answer-metadata.ts';
import { createFaults, type Faults } from './faults.ts';
import { headerOf, operationOf } from './operation.ts';
import { readBody } from './read-body.ts';
import { createStats, type Stats } from './stats.ts';
import { parseTarget } from './target.ts';
import { verifySignature } from './verify-signature.ts';

export type CosmosServerOptions = {
  store: Store;
  /** The account key, in base64 as clients have it. */
  key: string;
  /** The address under which clients reach the server, for the account's list of locations. */
  endpoint: () => string;
};

type Door = CosmosServerOptions & { secret: KeyObject; faults: Faults; stats: Stats };

/**
 * Makes the HTTP server that speaks the gateway protocol,
 * https://learn.microsoft.com/rest/api/cosmos-db/, and, under `/_faults` and `/_stats`, takes
 * faults and gives counters. It does not listen yet.
 */
export function createCosmosServer(options: CosmosServerOptions): Server {
  const door = { ...options, secret: createSecretKey(options.key, 'base64'), faults: createFaults(), stats: createStats() };
  // Continuation tokens and partition keys travel in headers.
  const server = createServer({ keepAliveTimeout: 60_000, maxHeaderSize: 64 * 1024 }, (request, response) => {
    serve(door, request, response).catch((error: unknown) => {
      console.error('cosmos: a request failed', error);
      response.destroy();
    });
  });
  return server;
}

async function serve(door: Door, incoming: IncomingMessage, response: ServerResponse): Promise<void> {
  const started = performance.now();
  const { body, length } = await readBody(incoming, MAX_ITEM_BYTES);
  const path = incoming.url?.split('?')[0] ?? '/';
  const method = incoming.method ?? 'GET';
  if (path.startsWith('/_'))
    return send(
      response,
      answerOrError(() => answerAdmin(door, method, path, incoming.headers, body)),
    );
  const state: { operation: string; isDropped: boolean } = { operation: 'unknown', isDropped: false };
  const answer = answerOrError(() => {
    const { target, signed } = parseTarget(path);
    const operation = operationOf(method, target, incoming.headers);
    if (operation === undefined) return methodNotAllowed({ method, target });
    state.operation = operation;
    const authorization = headerOf(incoming.headers, 'authorization');
    const date = headerOf(incoming.headers, 'x-ms-date');
    verifySignature(door.secret, { method, resource: signed, authorization, date, now: door.store.now() });
    const fault = door.faults.take({ method, path, operation });
    state.isDropped = fault?.fault === 'drop-before' || fault?.fault === 'drop-after';
    if (fault?.fault === 'drop-before') throw new CosmosError(503, 'The connection is cut before the request is carried out.');
    if (fault?.fault === '503') throw new CosmosError(503, 'Service is currently unavailable (an injected fault).');
    if (fault?.fault === '429') {
      throw new CosmosError(429, 'The request rate is too large (an injected fault).', {
        substatus: 3200,
        retryAfterMs: fault.retryAfterMs,
      });
    }
    if (body === undefined)
      throw new CosmosError(413, `Request size is too large: it has ${length} bytes, the limit is ${MAX_ITEM_BYTES}.`);
    return answerOperation(door, { method, target, operation, headers: incoming.headers, body });
  });
  door.stats.record(state.operation, {
    isFailed: state.isDropped || answer.status >= 400,
    bytesIn: length,
    bytesOut: Buffer.byteLength(answer.body),
    requestUnits: answer.charge,
    milliseconds: performance.now() - started,
  });
  if (state.isDropped) incoming.socket.destroy();
  else send(response, answer);
}

function answerOperation({ store, endpoint }: Door, request: CosmosRequest): Answer {
  const { target, operation } = request;
  if (target.kind !== 'items' && target.kind !== 'item' && target.kind !== 'partition-delete')
    return answerMetadata(store, request, endpoint());
  const container = containerOf(store, target);
  const isFeed = operation === 'query' || operation === 'query-plan' || operation === 'read-feed' || operation === 'change-feed';
  const answer = isFeed ? answerFeeds(store, container, request) : answerItems(store, container, request);
  // Everything is read from one place, so any token is fresh enough; SDKs only pass it around.
  return { ...answer, headers: { 'x-ms-session-token': `0:-1#${store.now()}`, ...answer.headers } };
}

function answerOrError(work: () => Answer): Answer {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof CosmosError)) console.error('cosmos: unexpected', error);
    const known = error instanceof CosmosError ? error : new CosmosError(500, 'The stand-in failed; see its output.');
    const { substatus, retryAfterMs } = known.extra;
    return answerJson(known.status, known.toBody(), 1, {
      ...(substatus === undefined ? {} : { 'x-ms-substatus': String(substatus) }),
      ...(retryAfterMs === undefined
        ? {}
        : { 'x-ms-retry-after-ms': String(retryAfterMs), 'retry-after': String(Math.ceil(retryAfterMs / 1000)) }),
    });
  }
}

function send(response: ServerResponse, { status, headers, body, charge }: Answer): void {
  response.writeHead(status, {
    ...headers,
    'x-ms-request-charge': String(charge),
    'x-ms-activity-id': randomUUID(),
    ...(status === 204 || status === 304 ? {} : { 'content-length': Buffer.byteLength(body) }),
  });
  response.end(body === '' ? undefined : body);
}
