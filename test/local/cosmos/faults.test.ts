import { CosmosClient, PatchOperationType } from '@azure/cosmos';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { aCosmos, type TestCosmos } from './a-cosmos.ts';

let stand: TestCosmos;
beforeAll(async () => {
  stand = await aCosmos();
});
afterEach(() => stand.cosmos.faults());
afterAll(() => stand.close());

const container = (id: string) => stand.container({ id, partitionKey: { paths: ['/pk'] } });

test('429 says when to come back; the SDK then does by itself', async () => {
  const { items } = await container('throttled');
  await items.create({ id: '0', pk: 'p' });
  await stand.cosmos.faults({ match: { operation: 'create' }, fault: '429', retryAfterMs: 70 });
  await expect(items.create({ id: '1', pk: 'p' })).rejects.toMatchObject({ code: 429, substatus: 3200, retryAfterInMs: 70 });
  expect((await items.create({ id: '1', pk: 'p' })).statusCode).toBe(201);

  await stand.cosmos.faults({ fault: '429', retryAfterMs: 20, count: 3, match: { operation: 'create' } });
  const patient = new CosmosClient({ endpoint: stand.cosmos.endpoint, key: stand.cosmos.key });
  const started = performance.now();
  expect((await patient.database('db').container('throttled').items.create({ id: '2', pk: 'p' })).statusCode).toBe(201);
  expect(performance.now() - started).toBeGreaterThan(60);
  patient.dispose();
});

test('503 is an answer, and nothing was done', async () => {
  const { items, item } = await container('unavailable');
  await items.create({ id: '0', pk: 'p' });
  await stand.cosmos.faults({ match: { method: 'POST' }, fault: '503' });
  await expect(items.create({ id: '1', pk: 'p' })).rejects.toMatchObject({ code: 503 });
  expect((await item('1', 'p').read()).statusCode).toBe(404);
});

test('a connection cut before the write leaves nothing', async () => {
  const { items, item } = await container('cut-before');
  await items.create({ id: '0', pk: 'p' });
  await stand.cosmos.faults({ match: { operation: 'create', path: '/colls/cut-before/' }, fault: 'drop-before' });
  await expect(items.create({ id: '1', pk: 'p' })).rejects.toThrow();
  expect((await item('1', 'p').read()).statusCode).toBe(404);
});

test('a connection cut after the write leaves it: the client can not know, and only a repeat that expects 409 is safe', async () => {
  const { items, item } = await container('cut-after');
  await items.create({ id: '0', pk: 'p' });
  await stand.cosmos.faults({ match: { operation: 'create' }, fault: 'drop-after' });
  await expect(items.create({ id: '1', pk: 'p' })).rejects.toThrow();
  expect((await item('1', 'p').read()).statusCode).toBe(200);
  await expect(items.create({ id: '1', pk: 'p' })).rejects.toMatchObject({ code: 409 });
});

test('a batch cut after its commit is there as a whole', async () => {
  const { items, item } = await container('cut-batch');
  await items.create({ id: 'n', pk: 'p', n: 0 });
  await stand.cosmos.faults({ match: { operation: 'batch' }, fault: 'drop-after' });
  const operations = [{ op: PatchOperationType.incr, path: '/n', value: 1 }];
  await expect(
    items.batch(
      [
        { operationType: 'Create', resourceBody: { id: '1', pk: 'p' } },
        { operationType: 'Patch', id: 'n', resourceBody: { operations } },
      ],
      'p',
    ),
  ).rejects.toThrow();
  expect((await item('1', 'p').read()).statusCode).toBe(200);
  expect((await item('n', 'p').read()).resource).toMatchObject({ n: 1 });
});

test('faults can wait for the third request, and hit two', async () => {
  const { items } = await container('third');
  await items.create({ id: '0', pk: 'p' });
  await stand.cosmos.faults({ match: { operation: 'create' }, skip: 2, count: 2, fault: '503' });
  const outcomes: number[] = [];
  for (const id of ['1', '2', '3', '4', '5']) {
    outcomes.push(
      await items.create({ id, pk: 'p' }).then(
        ({ statusCode }) => statusCode,
        ({ code }: { code: number }) => code,
      ),
    );
  }
  expect(outcomes).toEqual([201, 201, 503, 503, 201]);
});

test('faults and counters are also to be had over HTTP', async () => {
  const url = (path: string) => new URL(path, stand.cosmos.endpoint);
  const post = (body: string, type = 'application/json') =>
    fetch(url('/_faults'), { method: 'POST', body, headers: { 'content-type': type } });
  expect((await post(JSON.stringify({ match: { operation: 'read', path: '/docs/x$' }, fault: '429' }))).status).toBe(204);
  expect(await (await fetch(url('/_faults'))).json()).toMatchObject([
    { match: { operation: 'read', path: '\\/docs\\/x$' }, count: 1, fault: '429' },
  ]);
  const wrong = await post('{"fault":"explode"}');
  expect(wrong.status).toBe(400);
  expect(await wrong.json()).toMatchObject({ message: expect.stringContaining('fault') });
  expect((await post('{"fault":"429"}', 'text/plain')).status).toBe(400);
  expect((await fetch(url('/_nothing'))).status).toBe(404);
});

test('counters say how many requests of which kind were made, how many failed, and their bytes', async () => {
  const { items, item } = await container('counted');
  await items.create({ id: '0', pk: 'p' });
  await stand.cosmos.resetStats();
  await items.create({ id: '1', pk: 'p', text: 'x'.repeat(1000) });
  await items.create({ id: '1', pk: 'p' }).catch(() => undefined);
  await item('1', 'p').read();
  await items.query('SELECT * FROM c', { partitionKey: 'p' }).fetchAll();
  const stats = await stand.cosmos.stats();
  expect(stats).toMatchObject({ create: { count: 2, failed: 1 }, read: { count: 1, failed: 0 }, query: { count: 1 } });
  expect(stats.create?.bytesIn).toBeGreaterThan(1000);
  expect(stats.read?.bytesOut).toBeGreaterThan(1000);
});
