import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { JsonObject } from '../../../local/cosmos/json.ts';
import { parseQuery } from '../../../local/cosmos/query/parse-query.ts';
import { runQuery } from '../../../local/cosmos/query/run-query.ts';
import { readChanges } from '../../../local/cosmos/store/change-feed.ts';
import type { Container } from '../../../local/cosmos/store/container.ts';
import { parseContainerDefinition } from '../../../local/cosmos/store/container-definition.ts';
import { createContainer, replaceContainer } from '../../../local/cosmos/store/containers.ts';
import { createDatabase } from '../../../local/cosmos/store/databases.ts';
import { resetExpiry, sweepExpired } from '../../../local/cosmos/store/expiry.ts';
import { createItem, deleteItem, patchItem, readItem, replaceItem, upsertItem } from '../../../local/cosmos/store/items.ts';
import { openStore, type Store } from '../../../local/cosmos/store/open-store.ts';
import { aCosmos, statusOf, type TestCosmos } from './a-cosmos.ts';

// The clock is the test's.
let clock: number;
let store: Store;
beforeEach(() => {
  clock = 1.8e12;
  store = openStore({ file: ':memory:', now: () => clock });
  createDatabase(store, 'db');
  return () => store.close();
});

const definition = (defaultTtl?: number) =>
  parseContainerDefinition({
    id: 'c',
    partitionKey: { paths: ['/pk'] },
    uniqueKeyPolicy: { uniqueKeys: [{ paths: ['/u'] }] },
    ...(defaultTtl === undefined ? {} : { defaultTtl }),
  });
const container = (defaultTtl?: number): Container => createContainer(store, 'db', definition(defaultTtl));
const create = (box: Container, id: string, more: JsonObject = {}) => createItem(store, box, { id, pk: 'p', u: id, ...more }, undefined);
const address = (id: string) => ({ key: ['p'], id });

function idsIn(box: Container): unknown[] {
  const text = 'SELECT VALUE c.id FROM c';
  const request = { text, query: parseQuery(text), parameters: new Map(), scope: undefined, pageSize: 100, continuation: undefined };
  return runQuery(store, box, request).results.map((result) => JSON.parse(result));
}

test('hides an item at once when its time is over, from every kind of request', () => {
  const box = container(10);
  create(box, 'default');
  create(box, 'own', { ttl: 20 });
  create(box, 'never', { ttl: -1 });
  clock += 9_999;
  expect(idsIn(box)).toEqual(['default', 'own', 'never']);
  clock += 1;
  expect(idsIn(box)).toEqual(['own', 'never']);
  expect(readChanges(store, box, undefined, 0, 100).texts).toHaveLength(2);
  expect(() => readItem(store, box, address('default'))).toThrow(/does not exist/);
  expect(() => deleteItem(store, box, address('default'), {})).toThrow(/does not exist/);
  expect(() => replaceItem(store, box, address('default'), { id: 'default', pk: 'p' }, {})).toThrow(/does not exist/);
  clock += 10_000;
  expect(idsIn(box)).toEqual(['never']);
});

test('frees the id and the unique values of an item', () => {
  const box = container(10);
  create(box, '1', { u: 'taken' });
  clock += 10_000;
  create(box, '2', { u: 'taken' });
  expect(upsertItem(store, box, { id: '1', pk: 'p', u: 'other' }, undefined, {}).created).toBe(true);
});

test('starts anew with each write', () => {
  const box = container(10);
  create(box, '1');
  clock += 9_000;
  patchItem(store, box, address('1'), { operations: [{ op: 'set', path: '/n', value: 1 }], condition: undefined }, {});
  clock += 9_000;
  expect(idsIn(box)).toEqual(['1']);
});

test('of items counts only where the container has it on, and from then on', () => {
  const box = container();
  create(box, '1', { ttl: 10 });
  create(box, '2');
  clock += 20_000;
  expect(idsIn(box)).toEqual(['1', '2']);
  const on = replaceContainer(store, box, definition(-1));
  resetExpiry(store, on);
  expect(idsIn(on)).toEqual(['2']);
  const off = replaceContainer(store, on, definition());
  resetExpiry(store, off);
  expect(idsIn(off)).toEqual(['1', '2']);
});

test('the sweep takes what is over off the disk', () => {
  const box = container(10);
  create(box, '1');
  create(box, '2', { ttl: -1 });
  clock += 10_000;
  sweepExpired(store);
  expect(store.db.prepare(`SELECT count(*) AS count FROM ${box.table}`).get()).toEqual({ count: 1 });
});

test.each([0, -2, 1.5, 3e9, '1'])('a ttl of %j is refused', (ttl) => {
  expect(() => create(container(10), '1', { ttl })).toThrow(/ttl/);
});

let stand: TestCosmos;
beforeAll(async () => {
  stand = await aCosmos();
});
afterAll(() => stand.close());

test('a client sees the same, by the real clock', async () => {
  const { items, item } = await stand.container({ id: 'ttl', partitionKey: { paths: ['/pk'] }, defaultTtl: -1 });
  await items.create({ id: '1', pk: 'p', ttl: 1 });
  await items.create({ id: '2', pk: 'p' });
  await new Promise((resolve) => setTimeout(resolve, 1050));
  expect(await statusOf(item('1', 'p').read())).toBe(404);
  expect((await items.readAll().fetchAll()).resources).toMatchObject([{ id: '2' }]);
});
