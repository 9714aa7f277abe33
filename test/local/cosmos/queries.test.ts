import type { Container, FeedOptions } from '@azure/cosmos';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { aCosmos, type TestCosmos } from './a-cosmos.ts';

let stand: TestCosmos;
let box: Container;
beforeAll(async () => {
  stand = await aCosmos();
  const compositeIndexes = [
    [
      { path: '/queue', order: 'ascending' as const },
      { path: '/n', order: 'descending' as const },
    ],
  ];
  box = await stand.container({
    id: 'box',
    partitionKey: { paths: ['/pk'] },
    indexingPolicy: { excludedPaths: [{ path: '/body/*' }], compositeIndexes },
  });
  for (let n = 0; n < 25; n += 1) {
    await box.items.create({ id: `${n}`, pk: `p${n % 5}`, queue: n % 2 ? 'odd' : 'even', n: (n * 7) % 25, body: { text: `text ${n}` } });
  }
});
afterAll(() => stand.close());

async function all(query: string, options: FeedOptions = {}): Promise<unknown[]> {
  return (await box.items.query(query, options).fetchAll()).resources;
}

/** Runs something and says how many requests of which kind it took. */
async function requestsOf(run: () => Promise<unknown>): Promise<Record<string, number>> {
  await stand.cosmos.resetStats();
  await run();
  return Object.fromEntries(Object.entries(await stand.cosmos.stats()).map(([kind, { count }]) => [kind, count]));
}

describe('within a partition', () => {
  const options = { partitionKey: 'p1' };

  test('a query sees only its partition', async () => {
    expect(await all('SELECT VALUE c.n FROM c ORDER BY c.n', options)).toEqual([2, 7, 12, 17, 22]);
    expect(await all('SELECT VALUE COUNT(1) FROM c', options)).toEqual([5]);
    expect(await all('SELECT VALUE c.n FROM c WHERE c.pk = "p2"', options)).toEqual([]);
  });

  test('a page is one request; the SDK asks for a plan beside it, whether it needs it or not', async () => {
    const pages = async () => {
      const iterator = box.items.query('SELECT * FROM c ORDER BY c.n', { ...options, maxItemCount: 2 });
      const sizes: number[] = [];
      while (iterator.hasMoreResults()) sizes.push((await iterator.fetchNext()).resources.length);
      expect(sizes).toEqual([2, 2, 1]);
    };
    expect(await requestsOf(pages)).toEqual({ query: 3, 'query-plan': 1 });
  });

  test('a token goes on where the page ended, while items come and go', async () => {
    const pages = await stand.container({ id: 'pages', partitionKey: { paths: ['/pk'] } });
    const create = (at: number) => pages.items.create({ id: `${at}`, pk: 'p', at });
    for (const at of [10, 20, 30, 40, 50, 60]) await create(at);
    const page = async (continuationToken?: string) => {
      const request = { partitionKey: 'p', maxItemCount: 2, ...(continuationToken === undefined ? {} : { continuationToken }) };
      return pages.items.query('SELECT VALUE c.at FROM c ORDER BY c.at DESC', request).fetchNext();
    };
    const first = await page();
    expect(first.resources).toEqual([60, 50]);
    await create(70);
    await create(45);
    await pages.item('50', 'p').delete();
    const second = await page(first.continuationToken);
    expect(second.resources).toEqual([45, 40]);
    await pages.item('40', 'p').delete();
    const third = await page(second.continuationToken);
    expect(third.resources).toEqual([30, 20]);
    const last = await page(third.continuationToken);
    expect(last.resources).toEqual([10]);
    expect(last.continuationToken).toBeUndefined();
  });

  test('a token of another query is refused', async () => {
    const { continuationToken } = await box.items.query('SELECT * FROM c', { ...options, maxItemCount: 1 }).fetchNext();
    const other = box.items.query('SELECT * FROM c ORDER BY c.n', { ...options, maxItemCount: 1, continuationToken });
    await expect(other.fetchNext()).rejects.toMatchObject({ code: 400 });
  });

  test('a page has 100 items unless asked otherwise, and at most 4 MB', async () => {
    const many = await stand.container({ id: 'many', partitionKey: { paths: ['/pk'] } });
    const create = (id: string, text: string) => ({ operationType: 'Create' as const, resourceBody: { id, pk: 'p', text } });
    for (const start of [0, 100]) {
      const operations = Array.from({ length: 60 }, (_, index) => create(`${start + index}`, ''));
      await many.items.batch(operations, 'p');
    }
    expect((await many.items.query('SELECT * FROM c', { partitionKey: 'p' }).fetchNext()).resources).toHaveLength(100);
    for (const id of ['a', 'b', 'c', 'd']) await many.items.create({ id, pk: 'large', text: 'x'.repeat(1_900_000) });
    expect((await many.items.query('SELECT * FROM c', { partitionKey: 'large' }).fetchNext()).resources).toHaveLength(3);
    expect((await many.items.query('SELECT * FROM c', { partitionKey: 'large' }).fetchAll()).resources).toHaveLength(4);
  });
});

describe('over all partitions', () => {
  test('filters and projections are answered page by page, one request each', async () => {
    const run = async () => expect(await all('SELECT VALUE c.n FROM c WHERE c.n >= 5', { maxItemCount: 8 })).toHaveLength(20);
    expect(await requestsOf(run)).toEqual({ query: 3, 'query-plan': 1 });
  });

  test('order, top, offset, groups and aggregates work', async () => {
    expect(await all('SELECT VALUE c.n FROM c ORDER BY c.n DESC')).toEqual(Array.from({ length: 25 }, (_, index) => 24 - index));
    expect(await all('SELECT TOP 3 VALUE c.n FROM c ORDER BY c.n')).toEqual([0, 1, 2]);
    expect(await all('SELECT VALUE c.n FROM c ORDER BY c.n OFFSET 20 LIMIT 3', { maxItemCount: 2 })).toEqual([20, 21, 22]);
    expect(await all('SELECT DISTINCT VALUE c.queue FROM c')).toEqual(['even', 'odd']);
    expect(await all('SELECT VALUE COUNT(1) FROM c WHERE c.queue = "odd"')).toEqual([12]);
    expect(await all('SELECT c.queue, MAX(c.n) AS most FROM c GROUP BY c.queue')).toEqual([
      { queue: 'even', most: 23 },
      { queue: 'odd', most: 24 },
    ]);
  });

  // As in Azure: the gateway refuses to merge, and the SDK goes to the key range itself, after
  // asking for a plan.
  test('an ordered query costs one refusal and one plan before its pages', async () => {
    const run = async () => expect(await all('SELECT * FROM c ORDER BY c.n', { maxItemCount: 10 })).toHaveLength(25);
    await all('SELECT * FROM c ORDER BY c.n');
    expect(await requestsOf(run)).toEqual({ query: 4, 'query-plan': 1 });
  });

  // As in Azure, too: without `enableQueryControl` an ordered query gives no token to go on with
  // later.
  test('an ordered query gives tokens with enableQueryControl, and then a page is a plan and one request', async () => {
    const query = 'SELECT VALUE c.n FROM c ORDER BY c.n';
    expect((await box.items.query(query, { maxItemCount: 10 }).fetchNext()).continuationToken).toBeUndefined();
    const seen: unknown[] = [];
    let token: string | undefined;
    const page = async () => {
      const control = { maxItemCount: 10, enableQueryControl: true, ...(token === undefined ? {} : { continuationToken: token }) };
      const { resources, continuationToken } = await box.items.query(query, control).fetchNext();
      seen.push(...resources);
      token = continuationToken;
    };
    expect(await requestsOf(page)).toEqual({ query: 1, 'query-plan': 1 });
    expect(await requestsOf(page)).toEqual({ query: 1, 'query-plan': 1 });
    await page();
    expect(seen).toEqual(Array.from({ length: 25 }, (_, index) => index));
  });
});

describe('refusals', () => {
  test.each([
    ['two properties to order by without a composite index', 'SELECT * FROM c ORDER BY c.n, c.id', /composite index/],
    ['a composite index of other directions', 'SELECT * FROM c ORDER BY c.queue, c.n', /composite index/],
    ['an order by what is not indexed', 'SELECT * FROM c ORDER BY c.body.text', /excluded from the index/],
    ['an order by an expression', 'SELECT * FROM c ORDER BY LOWER(c.queue)', /document path/],
    ['a syntax error', 'SELECT * FORM c', /incorrect syntax near/],
    ['an unknown function', 'SELECT VALUE NOW() FROM c', /NOW/],
  ])('%s', async (_, query, message) => {
    await expect(box.items.query(query, { partitionKey: 'p1' }).fetchAll()).rejects.toMatchObject({
      code: 400,
      message: expect.stringMatching(message),
    });
  });

  test('a composite index serves its order and the reverse', async () => {
    const upwards = await all('SELECT VALUE [c.queue, c.n] FROM c ORDER BY c.queue, c.n DESC', { partitionKey: 'p1' });
    expect(upwards).toEqual([
      ['even', 17],
      ['even', 12],
      ['odd', 22],
      ['odd', 7],
      ['odd', 2],
    ]);
    expect(await all('SELECT VALUE [c.queue, c.n] FROM c ORDER BY c.queue DESC, c.n', { partitionKey: 'p1' })).toEqual(
      upwards.toReversed(),
    );
  });
});
