import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Json, JsonObject } from '../../../local/cosmos/json.ts';
import { parseQuery } from '../../../local/cosmos/query/parse-query.ts';
import { buildPolicyIndexes } from '../../../local/cosmos/query/query-indexes.ts';
import { runQuery } from '../../../local/cosmos/query/run-query.ts';
import type { Container } from '../../../local/cosmos/store/container.ts';
import { parseContainerDefinition } from '../../../local/cosmos/store/container-definition.ts';
import { createContainer } from '../../../local/cosmos/store/containers.ts';
import { createDatabase } from '../../../local/cosmos/store/databases.ts';
import { createItem } from '../../../local/cosmos/store/items.ts';
import { openStore, type Store } from '../../../local/cosmos/store/open-store.ts';

const definition = parseContainerDefinition({
  id: 'things',
  partitionKey: { paths: ['/pk'] },
  indexingPolicy: {
    includedPaths: [{ path: '/*' }, { path: '/b/?' }],
    excludedPaths: [],
    compositeIndexes: [
      [{ path: '/a' }, { path: '/n/x', order: 'descending' }],
      [{ path: '/a' }, { path: '/b' }],
      [{ path: '/b', order: 'descending' }, { path: '/n/x' }, { path: '/a' }],
    ],
  },
});

const scalar = fc.constantFrom<Json>(
  null,
  true,
  false,
  0,
  1,
  1.5,
  -3,
  2 ** 53 - 1,
  2 ** 60,
  1e300,
  '',
  'a',
  'A',
  'ab',
  'b',
  'é',
  'aÉ',
  'K',
  'İ',
  'ﬁ',
  '😀',
  'nul\u0000',
  '"q\\',
  '1',
);
const value = fc.oneof(
  { weight: 6, arbitrary: scalar },
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.constantFrom<Json>([], ['a'], ['a', 1], {}, { x: 1 }, { x: 'a' }),
);
const field = fc.option(value, { nil: undefined });
const item = fc.record({
  pk: fc.constantFrom('p', 'q'),
  a: field,
  b: field,
  n: fc.option(fc.record({ x: field }), { nil: undefined }),
  tags: fc.constantFrom(['a', 'b'], [], ['b']),
});

const path = fc.constantFrom('c.a', 'c.b', 'c.n.x', 'c["n"]["x"]', 'c.tags', 'c.missing');
const literal = scalar.map((one) =>
  typeof one === 'string' || typeof one === 'number' || one === null ? JSON.stringify(one) : String(one),
);
const condition = fc.oneof(
  fc.tuple(path, fc.constantFrom('=', '!=', '<', '<=', '>', '>=', '<>'), literal).map((parts) => parts.join(' ')),
  fc.tuple(literal, fc.constantFrom('=', '<', '>='), path).map((parts) => parts.join(' ')),
  fc.tuple(path, fc.array(literal, { minLength: 1, maxLength: 4 })).map(([name, list]) => `${name} IN (${list.join(', ')})`),
  fc.tuple(path, fc.array(literal, { maxLength: 3 })).map(([name, list]) => `ARRAY_CONTAINS([${list.join(', ')}], ${name})`),
  fc.tuple(path, literal, literal).map(([name, low, high]) => `${name} BETWEEN ${low} AND ${high}`),
  path.map((name) => `IS_DEFINED(${name})`),
  path.map((name) => `NOT IS_DEFINED(${name})`),
  path.map((name) => `IS_NULL(${name})`),
  fc.tuple(path, literal).map(([name, one]) => `NOT (${name} = ${one})`),
  fc.tuple(path, path).map(([left, right]) => `${left} = ${right}`),
  fc
    .tuple(path, fc.constantFrom('"a"', '"A"', '""', '"é"', '"k"', '"\\u0000"'), fc.constantFrom('', 'LOWER', ', true', ', false'))
    .map(([name, part, how]) => (how === 'LOWER' ? `CONTAINS(LOWER(${name}), ${part})` : `CONTAINS(${name}, ${part}${how})`)),
  fc.tuple(path, literal, path, literal).map(([left, one, right, other]) => `(${left} = ${one} OR ${right} > ${other})`),
  fc
    .tuple(path, literal, path, literal, path, literal)
    .map(([p1, l1, p2, l2, p3, l3]) => `((${p1} = ${l1} AND ${p2} > ${l2}) OR ${p3} = ${l3} OR (${p2} <> ${l1} AND c.id = "i1"))`),
);
const order = fc.constantFrom(
  '',
  ' ORDER BY c.a',
  ' ORDER BY c.b DESC',
  ' ORDER BY c.n.x',
  ' ORDER BY c.a, c.n.x DESC',
  ' ORDER BY c.a DESC, c.n.x',
  ' ORDER BY c.a, c.b',
  ' ORDER BY c.a DESC, c.b DESC',
  ' ORDER BY c.b, c.n.x DESC, c.a DESC',
);
const query = fc.record({
  select: fc.constantFrom(
    'SELECT *',
    'SELECT VALUE c.id',
    'SELECT TOP 5 VALUE c.id',
    'SELECT VALUE [c.id, t]',
    'SELECT c.a, c.id',
    'SELECT DISTINCT VALUE c.a',
    'SELECT VALUE COUNT(c.a)',
  ),
  where: fc.array(condition, { maxLength: 3 }),
  order,
  limit: fc.constantFrom('', '', ' OFFSET 1 LIMIT 4'),
  pageSize: fc.constantFrom(1, 2, 3, 100),
  scope: fc.constantFrom<string | undefined>(undefined, '["p"]'),
});

function textOf({ select, where, order: by, limit }: { select: string; where: string[]; order: string; limit: string }): string {
  const join = select.includes('t]') ? ' JOIN t IN c.tags' : '';
  return `${select} FROM c${join}${where.length > 0 ? ` WHERE ${where.join(' AND ')}` : ''}${by}${select.includes('TOP') ? '' : limit}`;
}

type Placement = { store: Store; container: Container };

// Each run has a store that builds indexes at once, and one that never does.
function storesWith(items: readonly object[]): { indexed: Placement; plain: Placement; close: () => void } {
  const [indexed, plain] = [0, 1000].map((indexFrom) => {
    const store = openStore({ file: ':memory:', indexFrom });
    createDatabase(store, 'db');
    const container = createContainer(store, 'db', definition);
    if (indexFrom === 0) buildPolicyIndexes(store, container);
    items.forEach((one, index) => {
      createItem(store, container, withId(one, index), undefined);
    });
    return { store, container };
  });
  if (indexed === undefined || plain === undefined) throw new Error('two stores are made');
  const close = () => {
    indexed.store.close();
    plain.store.close();
  };
  return { indexed, plain, close };
}

function withId(one: object, index: number): JsonObject {
  return JSON.parse(JSON.stringify({ id: `i${index}`, ...one }));
}

type Asked = { text: string; pageSize: number; low: string | undefined };

function allPages({ store, container }: Placement, { text, pageSize, low }: Asked, pushdown: boolean): string[] {
  const results: string[] = [];
  let continuation: string | undefined;
  do {
    const scope = low === undefined ? undefined : { low, below: undefined };
    const page = runQuery(
      store,
      container,
      { text, query: parseQuery(text), parameters: new Map(), scope, pageSize, continuation },
      { pushdown },
    );
    expect(page.results.length).toBeLessThanOrEqual(pageSize);
    results.push(...page.results);
    continuation = page.continuation;
  } while (continuation !== undefined && results.length < 500);
  return withoutStamps(results);
}

// System properties differ between the stores.
const withoutStamps = (texts: string[]) => texts.map((text) => text.replaceAll(/"_(rid|self|etag|ts)":("(\\.|[^"\\])*"|\d+)/g, ''));

// It found: whole numbers beyond 2^53, numbers less than 1 apart, conditions that no index helps.
const asking = { select: 'SELECT *', where: [], order: '', limit: '', pageSize: 1, scope: undefined } as const;
const things = (...values: (Json | undefined)[]) =>
  values.map((a) => ({ pk: 'p' as const, a, b: undefined, n: undefined, tags: ['a', 'b'] as const }));
const onceWrong: [ReturnType<typeof things>, (typeof query extends fc.Arbitrary<infer Query> ? Query : never)[]][] = [
  [things(2 ** 60), [{ ...asking, where: [], order: ' ORDER BY c.a, c.b' }]],
  [things(2 ** 60), [{ ...asking, where: ['ARRAY_CONTAINS([null, 1152921504606847000], c.a)'] }]],
  [things(1.5, 1), [{ ...asking, where: [], select: 'SELECT VALUE [c.id, t]', order: ' ORDER BY c.a DESC, c.n.x' }]],
  [things(undefined), [{ ...asking, where: ['ARRAY_CONTAINS([], c.a)'] }]],
];

test('a query gives the same with indexes, without indexes, and evaluated wholly in JavaScript, on whatever data', () => {
  fc.assert(
    fc.property(fc.array(item, { maxLength: 25 }), fc.array(query, { minLength: 1, maxLength: 6 }), (items, queries) => {
      const { indexed, plain, close } = storesWith(items);
      for (const { pageSize, scope: low, ...rest } of queries) {
        const asked = { text: textOf(rest), pageSize, low };
        const expected = allPages(plain, { ...asked, pageSize: 100 }, false);
        const label = JSON.stringify(asked);
        expect(allPages(indexed, asked, true), label).toEqual(expected);
        expect(allPages(plain, asked, true), label).toEqual(expected);
        expect(allPages(plain, asked, false), label).toEqual(expected);
      }
      close();
    }),
    { numRuns: 60, examples: onceWrong },
  );
});
