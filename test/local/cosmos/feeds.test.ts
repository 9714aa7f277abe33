import { ChangeFeedStartFrom } from '@azure/cosmos';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { aCosmos, type TestCosmos } from './a-cosmos.ts';

let stand: TestCosmos;
beforeAll(async () => {
  stand = await aCosmos();
});
afterAll(() => stand.close());

const partitionKey = { paths: ['/pk'] };

test('the change feed gives each item once, at its latest change, and goes on where it stopped', async () => {
  const { items, item } = await stand.container({ id: 'feed', partitionKey });
  for (const id of ['1', '2', '3']) await items.create({ id, pk: 'p', n: 0 });
  await items.create({ id: 'other', pk: 'q' });
  await item('1', 'p').patch([{ op: 'incr', path: '/n', value: 1 }]);

  const first = items.getChangeFeedIterator({ changeFeedStartFrom: ChangeFeedStartFrom.Beginning('p'), maxItemCount: 2 });
  expect((await first.readNext()).result).toMatchObject([{ id: '2' }, { id: '3' }]);
  const last = await first.readNext();
  expect(last.result).toMatchObject([{ id: '1', n: 1 }]);
  const nothing = await first.readNext();
  expect(nothing.statusCode).toBe(304);

  await items.create({ id: 'late', pk: 'p' });
  await items.create({ id: 'late', pk: 'q' });
  await item('2', 'p').delete();
  const next = items.getChangeFeedIterator({ changeFeedStartFrom: ChangeFeedStartFrom.Continuation(nothing.continuationToken) });
  expect((await next.readNext()).result).toMatchObject([{ id: 'late', pk: 'p' }]);
});

test('the change feed can cover the whole container, start now, or at a time', async () => {
  const { items } = await stand.container({ id: 'whole-feed', partitionKey });
  await items.create({ id: '1', pk: 'p' });
  const now = items.getChangeFeedIterator({ changeFeedStartFrom: ChangeFeedStartFrom.Now() });
  expect((await now.readNext()).statusCode).toBe(304);
  await items.create({ id: '2', pk: 'q' });
  expect((await now.readNext()).result).toMatchObject([{ id: '2' }]);
  const all = items.getChangeFeedIterator({ changeFeedStartFrom: ChangeFeedStartFrom.Beginning() });
  expect((await all.readNext()).result).toMatchObject([{ id: '1' }, { id: '2' }]);
  const later = new Date(Date.now() + 5000);
  const future = items.getChangeFeedIterator({ changeFeedStartFrom: ChangeFeedStartFrom.Time(later) });
  expect((await future.readNext()).statusCode).toBe(304);
});

test('databases and containers are listed, described, changed and dropped', async () => {
  const { database } = await stand.client.databases.create({ id: 'other' });
  const indexingPolicy = {
    includedPaths: [{ path: '/*' }],
    excludedPaths: [{ path: '/body/*' }],
    compositeIndexes: [
      [
        { path: '/a', order: 'ascending' as const },
        { path: '/b', order: 'descending' as const },
      ],
    ],
  };
  const { container } = await database.containers.create({ id: 'c', partitionKey, indexingPolicy, defaultTtl: 60 });
  const { resource } = await container.read();
  expect(resource).toMatchObject({
    id: 'c',
    defaultTtl: 60,
    partitionKey,
    indexingPolicy: { ...indexingPolicy, indexingMode: 'consistent' },
  });
  expect((await container.replace({ id: 'c', partitionKey, defaultTtl: -1 })).resource).toMatchObject({ defaultTtl: -1 });
  await expect(container.replace({ id: 'c', partitionKey: { paths: ['/x'] } })).rejects.toMatchObject({ code: 400 });
  await expect(database.containers.create({ id: 'c', partitionKey })).rejects.toMatchObject({ code: 409 });
  await expect(database.containers.create({ id: 'd', partitionKey, defaultTtl: 0 })).rejects.toThrow(/defaultTtl/);
  expect((await database.containers.readAll().fetchAll()).resources).toMatchObject([{ id: 'c' }]);
  const found = await stand.client.databases
    .query({ query: 'SELECT * FROM d WHERE d.id = @id', parameters: [{ name: '@id', value: 'other' }] })
    .fetchAll();
  expect(found.resources).toMatchObject([{ id: 'other' }]);

  await container.items.create({ id: '1', pk: 'p' });
  await container.delete();
  await expect(container.items.create({ id: '2', pk: 'p' })).rejects.toMatchObject({ code: 404 });
  const { container: anew } = await database.containers.create({ id: 'c', partitionKey });
  expect((await anew.items.readAll().fetchAll()).resources).toEqual([]);
  await database.delete();
  await expect(database.read()).rejects.toMatchObject({ code: 404 });
});

test('the account tells where it is', async () => {
  const { resource } = await stand.client.getDatabaseAccount();
  expect(resource?.writableLocations).toMatchObject([{ databaseAccountEndpoint: stand.cosmos.endpoint }]);
});
