import type { IncomingHttpHeaders } from 'node:http';
import { CosmosError } from '../cosmos-error.ts';
import type { Json } from '../json.ts';
import { chargeOfRead, chargeOfWrite } from '../request-charge.ts';
import type { Container } from '../store/container.ts';
import { readContainer } from '../store/containers.ts';
import { databaseResource } from '../store/databases.ts';
import type { StoredItem } from '../store/items.ts';
import type { Store } from '../store/open-store.ts';
import type { Operation } from './operation.ts';
import type { Target } from './target.ts';

/** A request whose signature holds. */
export type CosmosRequest = { method: string; target: Target; operation: Operation; headers: IncomingHttpHeaders; body: string };

/** What is sent back; `charge` in request units. */
export type Answer = { status: number; headers: Record<string, string>; body: string; charge: number };

export function answerJson(status: number, body: string, charge: number, headers: Record<string, string> = {}): Answer {
  return { status, body, charge, headers: { 'content-type': 'application/json', ...headers } };
}

/** An answer that is an item. */
export function answerItem(status: number, { text, etag }: StoredItem, { method }: CosmosRequest): Answer {
  const charge = method === 'GET' ? chargeOfRead(text.length) : chargeOfWrite(text.length);
  return answerJson(status, text, charge, { etag });
}

export function answerEmpty(status: number, charge: number, headers: Record<string, string> = {}): Answer {
  return { status, headers, body: '', charge };
}

/**
 * An answer that lists resources, each given as JSON text, under the name that its type has in
 * feeds.
 */
export function answerFeed(
  name: string,
  rid: string,
  texts: readonly string[],
  charge: number,
  headers: Record<string, string> = {},
): Answer {
  const body = `{"_rid":${JSON.stringify(rid)},${JSON.stringify(name)}:[${texts.join(',')}],"_count":${texts.length}}`;
  return answerJson(200, body, charge, { 'x-ms-item-count': String(texts.length), ...headers });
}

/** The request's body as JSON. Throws CosmosError 400. */
export function jsonOf({ body }: CosmosRequest): Json {
  try {
    return JSON.parse(body);
  } catch {
    throw new CosmosError(400, 'The body is not JSON.');
  }
}

/** The container that a request addresses. Throws CosmosError 404. */
export function containerOf(store: Store, { database, container }: { database: string; container: string }): Container {
  const found = readContainer(store, database, container);
  if (found !== undefined) return found;
  databaseResource(store, database);
  throw new CosmosError(404, `Container ${container} does not exist in database ${database}.`);
}

export function methodNotAllowed({ method, target }: { method: string; target: Target }): never {
  throw new CosmosError(405, `${method} is not possible on this address (${target.kind}).`);
}
