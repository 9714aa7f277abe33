import { createHmac } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { aCosmos, clientOf, type TestCosmos } from './a-cosmos.ts';

let stand: TestCosmos;
beforeAll(async () => {
  stand = await aCosmos();
  const { items } = await stand.container({ id: 'c', partitionKey: { paths: ['/pk'] } });
  await items.create({ id: '1', pk: 'p' });
});
afterAll(() => stand.close());

/**
 * A request as a client without the SDK sends it; `signed` is what the client says that it signs.
 */
async function request(
  path: string,
  {
    method = 'GET',
    headers = {},
    body = '',
    type = 'docs',
    id = path.slice(1),
    date = new Date().toUTCString(),
    key = stand.cosmos.key,
  } = {},
) {
  const text = `${method.toLowerCase()}\n${type}\n${id}\n${date.toLowerCase()}\n\n`;
  const signature = createHmac('sha256', Buffer.from(key, 'base64')).update(text).digest('base64');
  const authorization = encodeURIComponent(`type=master&ver=1.0&sig=${signature}`);
  const response = await fetch(new URL(path, stand.cosmos.endpoint), {
    method,
    headers: { 'x-ms-date': date, authorization, ...headers },
    ...(body === '' ? {} : { body }),
  });
  const answer: { code?: string; message?: string } = JSON.parse((await response.text()) || '{}');
  return { status: response.status, ...answer };
}

const partition = { 'x-ms-documentdb-partitionkey': '["p"]' };
const item = '/dbs/db/colls/c/docs/1';
const items = { type: 'docs', id: 'dbs/db/colls/c', method: 'POST' };

test('a request with the right signature is served', async () => {
  expect(await request(item, { headers: partition })).toMatchObject({ status: 200, id: '1' });
});

test('a wrong key, another resource, no signature or an Entra token are refused with 401', async () => {
  expect(await request(item, { headers: partition, key: Buffer.from('wrong').toString('base64') })).toMatchObject({
    status: 401,
    code: 'Unauthorized',
  });
  expect(await request(item, { headers: partition, id: 'dbs/db/colls/c/docs/2' })).toMatchObject({ status: 401 });
  expect(await request(item, { headers: { ...partition, authorization: 'type%3daad%26ver%3d1.0%26sig%3dx' } })).toMatchObject({
    status: 401,
    message: expect.stringContaining('Entra'),
  });
  expect((await fetch(new URL('/dbs', stand.cosmos.endpoint))).status).toBe(401);
  const other = clientOf({ endpoint: stand.cosmos.endpoint, key: Buffer.from('wrong').toString('base64') });
  await expect(other.database('db').read()).rejects.toMatchObject({ code: 401 });
});

test('an old signature is refused with 403', async () => {
  expect(await request(item, { headers: partition, date: new Date(Date.now() - 16 * 60_000).toUTCString() })).toMatchObject({
    status: 403,
  });
  expect(await request(item, { headers: partition, date: 'yesterday' })).toMatchObject({ status: 403 });
});

test.each<[string, number, RegExp, () => ReturnType<typeof request>]>([
  ['no partition key', 400, /x-ms-documentdb-partitionkey/, () => request(item)],
  [
    'a partition key that is no JSON',
    400,
    /Invalid partition key/,
    () => request(item, { headers: { 'x-ms-documentdb-partitionkey': 'p' } }),
  ],
  [
    'a partition key with too many values',
    400,
    /2 of the container's 1/,
    () => request(item, { headers: { 'x-ms-documentdb-partitionkey': '["p","q"]' } }),
  ],
  ['a body that is no JSON', 400, /not JSON/, () => request('/dbs/db/colls/c/docs', { ...items, body: '{' })],
  ['an item that is no object', 400, /JSON object/, () => request('/dbs/db/colls/c/docs', { ...items, body: '[]' })],
  ['an item without an id', 400, /needs an id/, () => request('/dbs/db/colls/c/docs', { ...items, body: '{"pk":"p"}' })],
  [
    'an id with a slash',
    400,
    /can't stand in an address/,
    () => request('/dbs/db/colls/c/docs', { ...items, body: '{"id":"a/b","pk":"p"}' }),
  ],
  [
    'an id of more than 1023 bytes',
    400,
    /1023/,
    () => request('/dbs/db/colls/c/docs', { ...items, body: JSON.stringify({ id: 'x'.repeat(1024), pk: 'p' }) }),
  ],
  [
    'an empty page',
    400,
    /max-item-count/,
    () => request('/dbs/db/colls/c/docs', { ...items, method: 'GET', headers: { 'x-ms-max-item-count': '0' } }),
  ],
  [
    'a batch of 101',
    400,
    /100/,
    () => {
      const body = JSON.stringify(Array.from({ length: 101 }, () => ({ operationType: 'Read', id: '1' })));
      return request('/dbs/db/colls/c/docs', {
        ...items,
        body,
        headers: { ...partition, 'x-ms-cosmos-is-batch-request': 'true', 'x-ms-cosmos-batch-atomic': 'true' },
      });
    },
  ],
  [
    'a batch with an unknown operation',
    400,
    /operationType/,
    () => {
      const headers = { ...partition, 'x-ms-cosmos-is-batch-request': 'true', 'x-ms-cosmos-batch-atomic': 'true' };
      return request('/dbs/db/colls/c/docs', { ...items, body: '[{"operationType":"Explode"}]', headers });
    },
  ],
  ['a method that does not fit', 405, /DELETE is not possible/, () => request('/dbs/db/colls/c/docs', { ...items, method: 'DELETE' })],
  [
    'a container that is not there',
    404,
    /Container nope/,
    () => request('/dbs/db/colls/nope/docs', { ...items, id: 'dbs/db/colls/nope', body: '{}' }),
  ],
  ['a database that is not there', 404, /Database nope/, () => request('/dbs/nope', { type: 'dbs' })],
  ['stored procedures', 404, /no scripts/, () => request('/dbs/db/colls/c/sprocs', { type: 'sprocs' })],
  ['an address that is not UTF-8', 400, /percent-encoded/, () => request('/dbs/%ff', { type: 'dbs' })],
])('%s is answered with %i and what is wrong', async (_, status, message, send) => {
  expect(await send()).toMatchObject({ status, message: expect.stringMatching(message) });
});

test('it listens on this machine only', () => {
  expect(new URL(stand.cosmos.endpoint).hostname).toBe('127.0.0.1');
});
