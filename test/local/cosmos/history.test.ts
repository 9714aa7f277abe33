import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { orderOf } from '../../../local/cosmos/query/order-by.ts';
import { parseQuery } from '../../../local/cosmos/query/parse-query.ts';
import { planScan } from '../../../local/cosmos/query/plan-scan.ts';
import { splitConditions } from '../../../local/cosmos/query/predicates.ts';
import { runQuery } from '../../../local/cosmos/query/run-query.ts';
import type { Container } from '../../../local/cosmos/store/container.ts';
import { parseContainerDefinition } from '../../../local/cosmos/store/container-definition.ts';
import { createContainer } from '../../../local/cosmos/store/containers.ts';
import { createDatabase } from '../../../local/cosmos/store/databases.ts';
import { createItem } from '../../../local/cosmos/store/items.ts';
import { openStore } from '../../../local/cosmos/store/open-store.ts';

// The queries of a service desk, on a history of 6,000 items: none may read more than it gives.
const store = openStore({ file: ':memory:' });
let container: Container;

beforeAll(() => {
  createDatabase(store, 'db');
  const descending = (path: string) => ({ path, order: 'descending' as const });
  container = createContainer(
    store,
    'db',
    parseContainerDefinition({
      id: 'tickets',
      partitionKey: { paths: ['/ticketId'] },
      defaultTtl: -1,
      indexingPolicy: { excludedPaths: [{ path: '/text/?' }], compositeIndexes: [[descending('/updatedAt'), descending('/ticketId')]] },
    }),
  );
  store.transaction(() => {
    for (let n = 0; n < 2000; n += 1) {
      const ticketId = `t${n}`;
      const at = new Date(1.75e12 + n * 60_000).toISOString();
      const queue = ['support', 'helpdesk'][n % 2];
      createItem(
        store,
        container,
        {
          id: ticketId,
          ticketId,
          type: 'ticket',
          number: `SUP-${n}`,
          status: n % 40 ? 'closed' : 'open',
          queue: String(queue),
          updatedAt: at,
        },
        undefined,
      );
      createItem(
        store,
        container,
        { id: `m${n}`, ticketId, type: 'message', messageIdHash: `hash${n}`, at, nested: { deep: n % 100 } },
        undefined,
      );
      createItem(
        store,
        container,
        { id: `n${n}`, ticketId, type: 'notification', status: n % 100 ? 'sent' : 'waiting', dueAt: at },
        undefined,
      );
    }
  });
});
afterAll(() => store.close());

type Asked = { query: string; parameters?: Record<string, string | string[]>; pageSize?: number };

function planOf({ query: text, parameters = {} }: Asked): string[] {
  const query = parseQuery(text);
  const conditions = splitConditions(query.where, 'c', new Map(Object.entries(parameters)));
  expect(conditions.residual).toBeUndefined();
  const plan = planScan(store, container, {
    scope: undefined,
    conditions,
    orders: orderOf(query, container.definition.indexingPolicy, 'c'),
    after: undefined,
  });
  if (plan === undefined) throw new Error('there is a plan');
  return store.db
    .prepare(`EXPLAIN QUERY PLAN ${plan.sql}`)
    .all(...plan.binds)
    .map(({ detail }) => String(detail));
}

function page({ query: text, parameters = {}, pageSize = 20 }: Asked, continuation?: string) {
  const request = {
    text,
    query: parseQuery(text),
    parameters: new Map(Object.entries(parameters)),
    scope: undefined,
    pageSize,
    continuation,
  };
  return runQuery(store, container, request);
}

const list = 'SELECT * FROM c WHERE c.type = "ticket" AND c.status = @status AND c.queue = @queue ORDER BY c.updatedAt DESC';
const queries: [string, Asked, number][] = [
  ['a page of tickets', { query: list, parameters: { '@status': 'closed', '@queue': 'support' } }, 20],
  ['a page of rare tickets', { query: list, parameters: { '@status': 'open', '@queue': 'support' } }, 20],
  [
    'a page of all tickets, with a tie breaker',
    { query: 'SELECT * FROM c WHERE c.type = "ticket" ORDER BY c.updatedAt DESC, c.ticketId DESC' },
    20,
  ],
  ['a ticket by its number', { query: 'SELECT * FROM c WHERE c.type = "ticket" AND c.number = @n', parameters: { '@n': 'SUP-1234' } }, 1],
  [
    'messages by hashes',
    {
      query: 'SELECT c.ticketId FROM c WHERE c.type = "message" AND ARRAY_CONTAINS(@hashes, c.messageIdHash)',
      parameters: { '@hashes': ['hash7', 'hash1500', 'none'] },
    },
    2,
  ],
  [
    'messages by a list',
    { query: 'SELECT * FROM c WHERE c.type = "message" AND c.messageIdHash IN (@a, @b)', parameters: { '@a': 'hash9', '@b': 'hash10' } },
    2,
  ],
  [
    'what is due',
    {
      query: 'SELECT * FROM c WHERE c.type = "notification" AND c.status = "waiting" AND c.dueAt < @t',
      parameters: { '@t': new Date(1.75e12 + 500 * 60_000).toISOString() },
    },
    5,
  ],
  ['a nested property', { query: 'SELECT * FROM c WHERE c.type = "message" AND c.nested.deep = 42' }, 20],
  ['those without a property', { query: 'SELECT * FROM c WHERE NOT IS_DEFINED(c.type)' }, 0],
];

describe.each(queries)('%s', (_, asked, count) => {
  test('reads what it gives and no more', () => {
    const { results, read } = page(asked);
    expect(results).toHaveLength(count);
    expect(read).toBe(count);
  });

  test('finds and orders it by an index alone', () => {
    const plan = planOf(asked).filter((line) => !line.includes('json_each') && !line.startsWith('LIST SUBQUERY'));
    expect(plan).toEqual([expect.stringMatching(/^SEARCH items_1 USING INDEX/)]);
  });
});

test('the hundredth page costs what the first cost', () => {
  const asked = { query: 'SELECT * FROM c WHERE c.type = "ticket" ORDER BY c.updatedAt DESC', pageSize: 10 };
  let { continuation, results, read } = page(asked);
  for (let number = 2; number <= 100; number += 1) ({ continuation, results, read } = page(asked, continuation));
  expect(read).toBe(10);
  expect(JSON.parse(results[0] ?? '')).toMatchObject({ number: 'SUP-1009' });
});

test('a page of a search stops reading when it is full', () => {
  const { results, read } = page({
    query: 'SELECT * FROM c WHERE c.type = "ticket" AND CONTAINS(LOWER(c.number), @text) ORDER BY c.updatedAt DESC',
    parameters: { '@text': '9' },
    pageSize: 5,
  });
  expect(results).toHaveLength(5);
  expect(read).toBe(5);
});

test('a search for something rare reads only what it finds', () => {
  const query = 'SELECT * FROM c WHERE c.type = "ticket" AND CONTAINS(LOWER(c.number), @text) ORDER BY c.updatedAt DESC';
  expect(page({ query, parameters: { '@text': 'sup-77' } })).toMatchObject({ results: { length: 11 }, read: 11 });
});

test('what the indexing policy excludes gets into no index', () => {
  page({ query: 'SELECT * FROM c WHERE c.type = "ticket" AND CONTAINS(c.text, "x") ORDER BY c.updatedAt DESC' });
  const row = store.prepare("SELECT number FROM query_paths WHERE path = 'text'").get();
  const indexes = store.prepare('SELECT columns FROM query_indexes').all();
  expect(indexes.flatMap(({ columns }) => String(columns).split(' '))).not.toContain(`p${row?.number}`);
});

test('what can not be indexed is still answered: beyond 64 properties and 32 indexes, and by odd names', () => {
  for (let n = 0; n < 70; n += 1)
    expect(
      page({ query: `SELECT * FROM c WHERE c.type = "ticket" AND c.number = "SUP-3" AND NOT IS_DEFINED(c.p${n})` }).results,
    ).toHaveLength(1);
  expect(page({ query: 'SELECT * FROM c WHERE c["it\'s \\"odd\\""] = 1' }).results).toEqual([]);
});
