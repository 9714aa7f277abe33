import { createServer, type RequestListener, type Server } from 'node:http';
import { createHttpHeaders, createPipelineRequest, isRestError, type PipelineRequest } from '@azure/core-rest-pipeline';
import { afterEach, describe, expect, test } from 'vitest';
import { openDatabase } from '../../shared/adapters/cosmos/open-database.ts';
import { leanHttpClient } from '../../shared/adapters/http/lean-http-client.ts';

/** The SDKs send their requests by this client; their retries go by how it fails. */

let server: Server;
let connections = 0;
afterEach(() => {
  server.closeAllConnections();
  server.close();
});

async function listen(answer: RequestListener): Promise<string> {
  server = createServer(answer);
  connections = 0;
  server.on('connection', () => {
    connections += 1;
  });
  await new Promise<void>((done) => void server.listen(0, '127.0.0.1', done));
  const address = server.address();
  return `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
}

const ask = (url: string, more: Partial<PipelineRequest> = {}) =>
  leanHttpClient().sendRequest(Object.assign(createPipelineRequest({ url, allowInsecureConnection: true }), more));

const echo: RequestListener = (request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    response.writeHead(201, {
      'x-length': request.headers['content-length'] ?? 'none',
      'x-encoding': request.headers['accept-encoding'] ?? 'none',
    });
    response.write('Grüße: ');
    response.end(Buffer.concat(chunks));
  });
};

test.each([
  ['text', 'Größe', '7'],
  ['bytes', Buffer.from('Größe'), '7'],
  ['part of a buffer', Buffer.from('xGrößex').subarray(1, 8), '7'],
])('sends %s and receives the answer as text', async (_, body, length) => {
  const answer = await ask(await listen(echo), { method: 'POST', body, headers: createHttpHeaders({ 'Accept-Encoding': 'gzip' }) });
  expect([answer.status, answer.bodyAsText, answer.headers.get('x-length'), answer.headers.get('x-encoding')]).toEqual([
    201,
    'Grüße: Größe',
    length,
    'none',
  ]);
});

test('one connection serves one request after the other', async () => {
  const url = await listen(echo);
  for (let round = 0; round < 5; round += 1) await ask(url);
  expect(connections).toBe(1);
});

test('streams are left to the client of the SDK', async () => {
  const url = await listen(echo);
  const { readableStreamBody } = await ask(url, { streamResponseStatusCodes: new Set([201]) });
  let text = '';
  for await (const chunk of readableStreamBody ?? []) text += chunk;
  expect(text).toBe('Grüße: ');
});

describe('fails as the client of the SDK does', () => {
  test('when the connection is cut: with the code of the system', async () => {
    const url = await listen((request) => void request.socket.destroy());
    const error = await ask(url).catch((reason: unknown) => reason);
    expect(isRestError(error) && error.code).toBe('ECONNRESET');
  });

  test('when the answer is cut', async () => {
    const url = await listen((request, response) => {
      response.writeHead(200, { 'content-length': '100' });
      response.write('half', () => request.socket.destroy());
    });
    const error = await ask(url).catch((reason: unknown) => reason);
    expect(isRestError(error) && error.code).toBe('ECONNRESET');
  });

  test('when nobody listens', async () => {
    const url = await listen(echo);
    await new Promise<void>((done) => void server.close(() => done()));
    const error = await ask(url).catch((reason: unknown) => reason);
    expect(isRestError(error) && error.code).toBe('ECONNREFUSED');
  });

  test('when the time is over, or the caller gives up', async () => {
    const url = await listen(() => {});
    await expect(ask(url, { timeout: 50 })).rejects.toMatchObject({ name: 'AbortError' });
    await expect(ask(url, { abortSignal: AbortSignal.timeout(50) })).rejects.toMatchObject({ name: 'AbortError' });
    await expect(ask(url, { abortSignal: AbortSignal.abort() })).rejects.toMatchObject({ name: 'AbortError' });
  });

  test('when it would send without encryption what must not be', async () => {
    const url = await listen(echo);
    await expect(ask(url, { allowInsecureConnection: false })).rejects.toThrow('allowInsecureConnection');
  });
});

describe('the SDK of Cosmos DB tries again', () => {
  const item = JSON.stringify({ id: 'i', ticketId: 't' });
  const account = JSON.stringify({ id: 'a', _rid: 'a', writableLocations: [], readableLocations: [], queryEngineConfiguration: '{}' });
  /** A database whose first answers to reads are these. */
  const database = async (first: RequestListener[]) => {
    const url = await listen((request, response) => {
      if (request.url === '/') return void response.writeHead(200).end(account);
      asked += 1;
      const answer = first.shift();
      if (answer) answer(request, response);
      else response.writeHead(200, { 'x-ms-request-charge': '1' }).end(item);
    });
    return openDatabase(url, 'psa-email', { key: 'a2V5' }, { withinPartitions: true }).container('tickets').item('i', 't');
  };
  let asked = 0;

  test.each<[string, RequestListener]>([
    ['throttled', (_, response) => void response.writeHead(429, { 'x-ms-retry-after-ms': '20' }).end('{"message":"slow down"}')],
    ['cut off', (request) => void request.socket.destroy()],
  ])('what was %s', async (_, failure) => {
    asked = 0;
    const { resource } = await (await database([failure])).read();
    expect([resource, asked]).toEqual([expect.objectContaining({ id: 'i' }), 2]);
  });
});
