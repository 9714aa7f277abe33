import type { Container, PatchOperation, PatchRequestBody } from '@azure/cosmos';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { applyPatch, parsePatch } from '../../../local/cosmos/store/patch-item.ts';
import { aCosmos, type TestCosmos } from './a-cosmos.ts';

const item = { id: '1', pk: 'p', n: 3, name: 'Name 3', tags: ['a', 'b'], deep: { x: { y: 1 } }, nothing: null };

let stand: TestCosmos;
let box: Container;
beforeAll(async () => {
  stand = await aCosmos();
  box = await stand.container({ id: 'patched', partitionKey: { paths: ['/pk'] } });
});
beforeEach(() => box.items.upsert(item));
afterAll(() => stand.close());

test.each<[PatchOperation, object]>([
  [{ op: 'add', path: '/new', value: { a: 1 } }, { new: { a: 1 } }],
  [{ op: 'add', path: '/n', value: 4 }, { n: 4 }],
  [{ op: 'add', path: '/tags/0', value: 'first' }, { tags: ['first', 'a', 'b'] }],
  [{ op: 'add', path: '/tags/-', value: 'last' }, { tags: ['a', 'b', 'last'] }],
  [{ op: 'set', path: '/tags/0', value: 'A' }, { tags: ['A', 'b'] }],
  [{ op: 'set', path: '/deep/x/z', value: null }, { deep: { x: { y: 1, z: null } } }],
  [{ op: 'set', path: '/a~1b~0c', value: 1 }, { 'a/b~c': 1 }],
  [{ op: 'set', path: '/__proto__', value: { polluted: true } }, { id: '1' }],
  [{ op: 'replace', path: '/nothing', value: 0 }, { nothing: 0 }],
  [{ op: 'incr', path: '/n', value: -2 }, { n: 1 }],
  [{ op: 'incr', path: '/counter', value: 5 }, { counter: 5 }],
  [{ op: 'remove', path: '/tags/0' }, { tags: ['b'] }],
])('%j', async (operation, changed) => {
  const { resource, statusCode } = await box.item('1', 'p').patch([operation]);
  expect(statusCode).toBe(200);
  expect(resource).toMatchObject(changed);
  expect((await box.item('1', 'p').read()).resource).toEqual(resource);
});

test('remove takes the property away', async () => {
  const { resource } = await box.item('1', 'p').patch([{ op: 'remove', path: '/name' }]);
  expect(resource).not.toHaveProperty('name');
});

test('move takes a value to another place; the SDK has no type for it', () => {
  const { operations } = parsePatch([{ op: 'move', from: '/deep/x', path: '/tags/1' }]);
  expect(applyPatch({ deep: { x: { y: 1 } }, tags: ['a', 'b'] }, operations, [])).toEqual({ deep: {}, tags: ['a', { y: 1 }, 'b'] });
});

test.each<[string, PatchRequestBody]>([
  ['removes what is not there', [{ op: 'remove', path: '/nope' }]],
  ['replaces what is not there', [{ op: 'replace', path: '/nope', value: 1 }]],
  ['has no parent to write to', [{ op: 'set', path: '/nope/x', value: 1 }]],
  ['goes beyond the end of an array', [{ op: 'add', path: '/tags/9', value: 1 }]],
  ['increments a string', [{ op: 'incr', path: '/name', value: 1 }]],
  ['changes the id', [{ op: 'set', path: '/id', value: '2' }]],
  ['changes the partition key', [{ op: 'set', path: '/pk', value: 'q' }]],
  ['changes a system property', [{ op: 'set', path: '/_etag', value: 'x' }]],
  ['has no value', [{ op: 'set', path: '/n', value: undefined }]],
  ['has eleven operations', Array.from({ length: 11 }, () => ({ op: 'incr' as const, path: '/n', value: 1 }))],
  ['has a condition that can not be read', { condition: 'where c.n = 3', operations: [{ op: 'set', path: '/n', value: 1 }] }],
])('a patch is refused with 400 when it %s, and nothing of it is done', async (_, body) => {
  const operations = Array.isArray(body) ? body : body.operations;
  const marked = operations.length > 10 ? operations : [{ op: 'set' as const, path: '/marked', value: true }, ...operations];
  await expect(box.item('1', 'p').patch(Array.isArray(body) ? marked : { ...body, operations: marked })).rejects.toMatchObject({
    code: 400,
  });
  expect((await box.item('1', 'p').read()).resource).toMatchObject(item);
});

test('a condition is looked at as it is written, and for this item only', async () => {
  await box.items.upsert({ ...item, pk: 'q', name: 'Other', n: 100 });
  const operations: PatchOperation[] = [{ op: 'set', path: '/hit', value: true }];
  const patched = (condition: string) => box.item('1', 'p').patch({ condition, operations });
  expect((await patched("FROM c WHERE c.name = 'Name 3'")).statusCode).toBe(200);
  expect((await patched('from c where c.n < 4 and is_defined(c.deep.x)')).statusCode).toBe(200);
  await expect(patched('from c where c.n = 100')).rejects.toMatchObject({ code: 412 });
  await expect(patched("from c where c.name = 'name 3'")).rejects.toMatchObject({ code: 412 });
});

test('counters incremented at the same time lose nothing', async () => {
  await Promise.all(Array.from({ length: 20 }, () => box.item('1', 'p').patch([{ op: 'incr', path: '/n', value: 1 }])));
  expect((await box.item('1', 'p').read()).resource).toMatchObject({ n: 23 });
});
