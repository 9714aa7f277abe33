import { PartitionKeyBuilder, PartitionKeyDefinitionVersion, PartitionKeyKind } from '@azure/cosmos';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { aCosmos, statusOf, type TestCosmos } from './a-cosmos.ts';

let stand: TestCosmos;
beforeAll(async () => {
  stand = await aCosmos();
});
afterAll(() => stand.close());

const ifMatch = (condition: string) => ({ accessCondition: { type: 'IfMatch', condition } });
const ifNoneMatch = (condition: string) => ({ accessCondition: { type: 'IfNoneMatch', condition } });

describe('one item', () => {
  test('is created, read, replaced and deleted; each version has a quoted ETag of its own', async () => {
    const { items, item } = await container('one');
    const created = await items.create({ id: '1', pk: 'p', text: 'Grüße 😀' });
    expect(created.statusCode).toBe(201);
    expect(created.resource).toMatchObject({ id: '1', text: 'Grüße 😀', _etag: created.etag, _ts: expect.any(Number) });
    expect(created.etag).toMatch(/^".+"$/);

    const replaced = await item('1', 'p').replace({ id: '1', pk: 'p', text: 'new' });
    expect(replaced.statusCode).toBe(200);
    expect(replaced.etag).not.toBe(created.etag);
    expect((await item('1', 'p').read()).resource).toEqual(replaced.resource);
    expect((await item('1', 'p').delete()).statusCode).toBe(204);
    expect((await item('1', 'p').read()).statusCode).toBe(404);
  });

  test('comes with the cost of the request and a session token', async () => {
    const { items, item } = await container('cost');
    const { requestCharge } = await items.create({ id: '1', pk: 'p', text: 'x'.repeat(5000) });
    const read = await item('1', 'p').read();
    expect(requestCharge).toBeGreaterThan(read.requestCharge);
    expect(read.headers['x-ms-session-token']).toMatch(/^0:/);
  });

  test('is refused twice (409), from a stale version (412), and given as unchanged (304)', async () => {
    const { items, item } = await container('versions');
    const { etag, resource } = await items.create({ id: '1', pk: 'p' });
    expect(await statusOf(items.create({ id: '1', pk: 'p' }))).toBe(409);
    expect((await item('1', 'p').read(ifNoneMatch(etag))).statusCode).toBe(304);
    expect((await item('1', 'p').replace({ ...resource, id: '1', n: 1 }, ifMatch(etag))).statusCode).toBe(200);
    expect(await statusOf(item('1', 'p').replace({ id: '1', pk: 'p', n: 2 }, ifMatch(etag)))).toBe(412);
    expect(await statusOf(items.upsert({ id: '1', pk: 'p', n: 2 }, ifMatch(etag)))).toBe(412);
    expect(await statusOf(items.upsert({ id: '1', pk: 'p', n: 2 }, ifNoneMatch('*')))).toBe(409);
    expect(await statusOf(item('1', 'p').patch([{ op: 'set', path: '/n', value: 2 }], ifMatch(etag)))).toBe(412);
    expect(await statusOf(item('1', 'p').delete(ifMatch(etag)))).toBe(412);
    expect((await item('1', 'p').read()).resource).toMatchObject({ n: 1 });
  });

  test('is upserted: 201 when new, 200 when there', async () => {
    const { items } = await container('upsert');
    expect((await items.upsert({ id: '1', pk: 'p' })).statusCode).toBe(201);
    expect((await items.upsert({ id: '1', pk: 'p' })).statusCode).toBe(200);
  });

  test('has at most 2 MB', async () => {
    const { items, item } = await container('large');
    expect((await items.create({ id: 'fits', pk: 'p', text: 'x'.repeat(2_000_000) })).statusCode).toBe(201);
    expect(await statusOf(items.create({ id: 'big', pk: 'p', text: 'x'.repeat(2_100_000) }))).toBe(413);
    expect(await statusOf(items.create({ id: 'huge', pk: 'p', text: 'x'.repeat(9_000_000) }))).toBe(413);
    expect((await item('big', 'p').read()).statusCode).toBe(404);
  });

  test('with half a surrogate pair, as broken mails have it, is stored with U+FFFD', async () => {
    const { items, item } = await container('surrogates');
    await items.create({ id: '1', pk: 'p', text: 'a\ud800b' });
    expect((await item('1', 'p').read()).resource).toMatchObject({ text: 'a\ufffdb' });
  });

  test('can have an id with spaces, quotes, percent signs and letters of all kinds', async () => {
    const { items, item } = await container('ids');
    for (const id of ['a b', '100%25', "it's", 'Grüße', '日本', 'a&b=c+d', '<x@y.example>']) {
      expect((await items.create({ id, pk: 'p' })).statusCode, id).toBe(201);
      expect((await item(id, 'p').read()).resource?.id, id).toBe(id);
    }
  });
});

describe('partition keys', () => {
  test('separate items of the same id', async () => {
    const { items, item } = await container('same-id');
    await items.create({ id: '1', pk: 'p', n: 1 });
    await items.create({ id: '1', pk: 'q', n: 2 });
    expect((await item('1', 'q').read()).resource).toMatchObject({ n: 2 });
    expect((await item('1', 'other').read()).statusCode).toBe(404);
  });

  test('must be those of the item', async () => {
    const { items, item } = await container('mismatch');
    await items.create({ id: '1', pk: 'p' });
    expect(await statusOf(item('1', 'p').replace({ id: '1', pk: 'q' }))).toBe(400);
    expect(await statusOf(items.create({ id: '2', pk: { not: 'a key' } }))).toBe(400);
  });

  test('can be nested, numbers, null, or missing', async () => {
    const nested = await stand.container({ id: 'nested', partitionKey: { paths: ['/a/b'] } });
    for (const [id, b] of [
      ['1', 5],
      ['2', null],
      ['3', true],
    ] as const) {
      await nested.items.create({ id, a: { b } });
      expect((await nested.item(id, b).read()).statusCode).toBe(200);
    }
    await nested.items.create({ id: '4' });
    expect((await nested.item('4', undefined).read()).statusCode).toBe(200);
  });

  test('can be hierarchical: the whole key addresses an item, its beginning a family', async () => {
    const { items, item } = await stand.container({
      id: 'hierarchical',
      partitionKey: { paths: ['/t', '/m'], version: PartitionKeyDefinitionVersion.V2, kind: PartitionKeyKind.MultiHash },
    });
    await items.create({ id: '1', t: 'T', m: 'A', v: 1 });
    await items.create({ id: '1', t: 'T', m: 'B', v: 2 });
    await items.create({ id: '1', t: 'T2', m: 'A', v: 3 });
    const key = (...values: string[]) => values.reduce((builder, value) => builder.addValue(value), new PartitionKeyBuilder()).build();
    const address = (...values: string[]) => item('1', key(...values));
    await address('T', 'B').replace({ id: '1', t: 'T', m: 'B', v: 20 });
    expect((await address('T', 'A').read()).resource).toMatchObject({ v: 1 });
    const values = async (...prefix: string[]) =>
      (await items.query('SELECT VALUE c.v FROM c', { partitionKey: key(...prefix) }).fetchAll()).resources;
    expect(await values('T', 'B')).toEqual([20]);
    expect(await values('T')).toEqual([1, 20]);
  });

  test('can be emptied', async () => {
    const box = await container('emptied');
    await box.items.create({ id: '1', pk: 'p' });
    await box.items.create({ id: '1', pk: 'q' });
    expect((await box.deleteAllItemsForPartitionKey('p')).statusCode).toBe(200);
    expect((await box.items.readAll().fetchAll()).resources).toMatchObject([{ pk: 'q' }]);
  });
});

describe('unique keys', () => {
  test('hold within a partition, one by one and compound, through every kind of write', async () => {
    const uniqueKeys = [{ paths: ['/email'] }, { paths: ['/a', '/b'] }];
    const { items, item } = await stand.container({ id: 'unique', partitionKey: { paths: ['/pk'] }, uniqueKeyPolicy: { uniqueKeys } });
    await items.create({ id: '1', pk: 'p', email: 'alice@fabrikam.example', a: 1, b: 1 });
    await items.create({ id: '2', pk: 'p', email: 'bob@fabrikam.example', a: 1, b: 2 });
    expect(await statusOf(items.create({ id: '3', pk: 'p', email: 'alice@fabrikam.example', a: 2 }))).toBe(409);
    expect(await statusOf(items.create({ id: '3', pk: 'p', email: 'c', a: 1, b: 2 }))).toBe(409);
    expect(await statusOf(items.create({ id: '3', pk: 'q', email: 'alice@fabrikam.example', a: 1, b: 1 }))).toBe(201);
    expect(await statusOf(items.upsert({ id: '2', pk: 'p', email: 'alice@fabrikam.example', a: 3 }))).toBe(409);
    expect(await statusOf(item('2', 'p').patch([{ op: 'set', path: '/b', value: 1 }]))).toBe(409);
    // A value is free again when its item has another one or is gone.
    await item('1', 'p').replace({ id: '1', pk: 'p', email: 'new', a: 9, b: 9 });
    expect(await statusOf(items.create({ id: '3', pk: 'p', email: 'alice@fabrikam.example', a: 1, b: 1 }))).toBe(201);
    await item('2', 'p').delete();
    expect(await statusOf(items.create({ id: '4', pk: 'p', email: 'bob@fabrikam.example', a: 1, b: 2 }))).toBe(201);
  });
});

function container(id: string) {
  return stand.container({ id, partitionKey: { paths: ['/pk'] } });
}
