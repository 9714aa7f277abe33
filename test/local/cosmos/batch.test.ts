import { type Container, type OperationInput, PatchOperationType } from '@azure/cosmos';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { aCosmos, statusOf, type TestCosmos } from './a-cosmos.ts';

let stand: TestCosmos;
let box: Container;
beforeAll(async () => {
  stand = await aCosmos();
});
beforeEach(async () => {
  box = await stand.container({ id: `box-${expect.getState().currentTestName?.length}`, partitionKey: { paths: ['/pk'] } });
});
afterAll(() => stand.close());

const create = (id: string, more: object = {}): OperationInput => ({ operationType: 'Create', resourceBody: { id, pk: 'p', ...more } });

async function batch(...operations: OperationInput[]) {
  const { code, result = [] } = await box.items.batch(operations, 'p');
  return { code, statuses: result.map(({ statusCode }) => statusCode), bodies: result.map(({ resourceBody }) => resourceBody), result };
}

test('a batch creates, upserts, replaces, patches, reads and deletes in one go, each operation seeing those before it', async () => {
  const { code, statuses, bodies, result } = await batch(
    create('1', { n: 1 }),
    { operationType: 'Upsert', resourceBody: { id: '2', pk: 'p' } },
    { operationType: 'Replace', id: '1', resourceBody: { id: '1', pk: 'p', n: 2 } },
    { operationType: 'Patch', id: '1', resourceBody: { operations: [{ op: PatchOperationType.incr, path: '/n', value: 5 }] } },
    { operationType: 'Read', id: '1' },
    { operationType: 'Upsert', resourceBody: { id: '2', pk: 'p', again: true } },
    { operationType: 'Delete', id: '2' },
  );
  expect(code).toBe(200);
  expect(statuses).toEqual([201, 201, 200, 200, 200, 200, 204]);
  expect(bodies[4]).toMatchObject({ id: '1', n: 7 });
  expect(result[4]?.eTag).toBe(bodies[4]?._etag);
  expect((await box.item('1', 'p').read()).resource).toMatchObject({ n: 7 });
  expect((await box.item('2', 'p').read()).statusCode).toBe(404);
});

test('a batch with one failing operation leaves nothing behind: 207, its status, and 424 for the others', async () => {
  await box.items.create({ id: 'there', pk: 'p' });
  expect(await batch(create('new'), create('there'), create('later'))).toMatchObject({ code: 207, statuses: [424, 409, 424] });
  expect((await box.item('new', 'p').read()).statusCode).toBe(404);
  expect((await box.item('later', 'p').read()).statusCode).toBe(404);
});

test.each<[string, number, (etag: string) => OperationInput]>([
  ['a missing item to read', 404, () => ({ operationType: 'Read', id: 'nope' })],
  ['a missing item to replace', 404, () => ({ operationType: 'Replace', id: 'nope', resourceBody: { id: 'nope', pk: 'p' } })],
  ['a missing item to delete', 404, () => ({ operationType: 'Delete', id: 'nope' })],
  ['a stale version to replace', 412, () => ({ operationType: 'Replace', id: 'v', ifMatch: '"old"', resourceBody: { id: 'v', pk: 'p' } })],
  ['a stale version to upsert', 412, () => ({ operationType: 'Upsert', ifMatch: '"old"', resourceBody: { id: 'v', pk: 'p' } })],
  ['a stale version to delete', 412, () => ({ operationType: 'Delete', id: 'v', ifMatch: '"old"' })],
  [
    'a condition of a patch that does not hold',
    412,
    () => ({
      operationType: 'Patch',
      id: 'v',
      resourceBody: { condition: 'from c where c.n = 9', operations: [{ op: PatchOperationType.set, path: '/n', value: 1 }] },
    }),
  ],
  ['an item of another partition', 400, () => ({ operationType: 'Create', resourceBody: { id: 'o', pk: 'OTHER' } })],
])('a batch is undone by %s (%i)', async (_, status, operation) => {
  const { etag } = await box.items.upsert({ id: 'v', pk: 'p', n: 0 });
  expect(await batch(create('first'), operation(etag))).toMatchObject({ code: 207, statuses: [424, status] });
  expect((await box.item('first', 'p').read()).statusCode).toBe(404);
  expect((await box.item('v', 'p').read()).resource).toMatchObject({ n: 0, _etag: etag });
});

test('a batch with the right version goes through', async () => {
  const { etag } = await box.items.create({ id: 'v', pk: 'p' });
  expect(
    await batch({ operationType: 'Replace', id: 'v', ifMatch: etag, resourceBody: { id: 'v', pk: 'p', n: 1 } }, create('w')),
  ).toMatchObject({ code: 200 });
});

test('a unique key taken within the batch undoes it', async () => {
  box = await stand.container({ id: 'unique', partitionKey: { paths: ['/pk'] }, uniqueKeyPolicy: { uniqueKeys: [{ paths: ['/u'] }] } });
  expect(await batch(create('1', { u: 1 }), create('2', { u: 1 }))).toMatchObject({ code: 207, statuses: [424, 409] });
  expect(await batch(create('1', { u: 1 }), create('2', { u: 2 }))).toMatchObject({ code: 200 });
});

test('a batch has at most 100 operations and 2 MB', async () => {
  expect(await batch(...Array.from({ length: 100 }, (_, index) => create(`i${index}`)))).toMatchObject({ code: 200 });
  // The SDK counts itself; a client that does not hears it from the server.
  const tooMany = Array.from({ length: 101 }, (_, index) => create(`j${index}`));
  await expect(box.items.batch(tooMany, 'p')).rejects.toThrow(/100/);
  const large = Array.from({ length: 3 }, (_, index) => create(`k${index}`, { text: 'x'.repeat(800_000) }));
  await expect(box.items.batch(large, 'p')).rejects.toThrow(/too large/);
  expect((await box.item('k0', 'p').read()).statusCode).toBe(404);
});

test('minimal answers leave the items out', async () => {
  const { result = [] } = await box.items.batch([create('1')], 'p', { contentResponseOnWriteEnabled: false });
  expect(result).toMatchObject([{ statusCode: 201, eTag: expect.any(String) }]);
  expect(result[0]).not.toHaveProperty('resourceBody');
});

test('a bulk request does each operation by itself, over all partitions', async () => {
  await box.items.create({ id: 'there', pk: 'p' });
  const results = await box.items.executeBulkOperations([
    { operationType: 'Create', partitionKey: 'p', resourceBody: { id: 'there', pk: 'p' } },
    { operationType: 'Create', partitionKey: 'q', resourceBody: { id: '1', pk: 'q' } },
    { operationType: 'Read', partitionKey: 'p', id: 'there' },
  ]);
  expect(results.map(({ response, error }) => response?.statusCode ?? error?.code)).toEqual([409, 201, 200]);
  expect((await box.item('1', 'q').read()).statusCode).toBe(200);
});

test('racing batches that create the same item: one wins', async () => {
  const outcomes = await Promise.all(Array.from({ length: 8 }, (_, index) => batch(create('same', { index }), create(`mine-${index}`))));
  expect(outcomes.filter(({ code }) => code === 200)).toHaveLength(1);
  const { resources } = await box.items.readAll({ partitionKey: 'p' }).fetchAll();
  expect(resources).toHaveLength(2);
  expect(await statusOf(box.items.create({ id: 'same', pk: 'p' }))).toBe(409);
});
