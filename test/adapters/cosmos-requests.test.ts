import { createHttpHeaders, type HttpClient, type PipelineRequest } from '@azure/core-rest-pipeline';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { isPlanRequest, keepQueryPlans } from '../../shared/adapters/cosmos/kept-query-plans.ts';
import { openDatabase } from '../../shared/adapters/cosmos/open-database.ts';
import { ticketNumbers } from '../../shared/adapters/cosmos/ticket-numbers.ts';
import { ticketStore } from '../../shared/adapters/cosmos/tickets.ts';
import { aSeededCosmos } from '../support/a-seeded-cosmos.ts';

/** How many requests the store gets: they are what a mail costs and waits for. */

let cosmos: Awaited<ReturnType<typeof aSeededCosmos>>;
beforeAll(async () => {
  cosmos = await aSeededCosmos();
});
afterAll(() => cosmos?.end());

const open = (withinPartitions: boolean, name: string) =>
  openDatabase(cosmos.endpoint, 'psa-email', { key: cosmos.key }, { withinPartitions }).container(name);
const countOf = async (operation: RegExp) =>
  Object.entries(await cosmos.stats()).reduce((sum, [name, { count }]) => sum + (operation.test(name) ? count : 0), 0);

describe('looking tickets up by Message-IDs, across partitions', () => {
  beforeEach(() => cosmos.resetStats());

  test('is one request each time, once its plan is known', async () => {
    const store = ticketStore(open(true, 'tickets'), open(false, 'tickets'));
    await store.ticketIdsByMessageIds(['warm-up']);
    await cosmos.resetStats();
    for (const hash of ['a', 'b', 'c', 'd']) expect(await store.ticketIdsByMessageIds([hash])).toEqual([]);
    expect(await countOf(/./)).toBe(4);
  });
});

describe('a kept plan', () => {
  const planOf = (ranges: object[]) => JSON.stringify({ queryInfo: {}, queryRanges: ranges });
  const all = { min: '', max: 'FF', isMinInclusive: true, isMaxInclusive: false };
  const one = { min: '05C1', max: '05C1', isMinInclusive: true, isMaxInclusive: true };

  /** A client that answers with this, and how often it was asked. */
  function asked(body: string, status = 200) {
    let count = 0;
    const inner: HttpClient = {
      async sendRequest(request) {
        count += 1;
        return { request, status, headers: createHttpHeaders(), bodyAsText: body };
      },
    };
    const client = keepQueryPlans(inner);
    const ask = (query: string, value: string, headers: Record<string, string> = { [isPlanRequest]: 'true' }) => {
      const request: PipelineRequest = {
        url: 'https://a.example/dbs/d/colls/c/docs',
        method: 'POST',
        headers: createHttpHeaders(headers),
        body: JSON.stringify({ query, parameters: [{ name: '@a', value }] }),
        timeout: 0,
        withCredentials: false,
        requestId: '1',
      };
      return client.sendRequest(request);
    };
    return { ask, count: () => count };
  }

  test('serves the same text with other parameters', async () => {
    const { ask, count } = asked(planOf([all]));
    const answers = [await ask('q', '1'), await ask('q', '2'), await ask('another', '1')];
    expect(answers.map(({ bodyAsText }) => bodyAsText)).toEqual(Array(3).fill(planOf([all])));
    expect(count()).toBe(2);
  });

  test.each([
    ['a parameter chose the partition', planOf([one]), 200],
    ['there are several ranges', planOf([all, one]), 200],
    ['the store refused', planOf([all]), 400],
    ['the answer is no plan', 'out of order', 200],
  ])('is not kept when %s', async (_why, body, status) => {
    const { ask, count } = asked(body, status);
    await ask('q', '1');
    expect(await ask('q', '2')).toMatchObject({ status, bodyAsText: body });
    expect(count()).toBe(2);
  });

  test('is no answer to the query itself', async () => {
    const { ask, count } = asked(planOf([all]));
    await ask('q', '1');
    await ask('q', '1', {});
    expect(count()).toBe(2);
  });
});

describe('ticket numbers', () => {
  test('of a burst are counted a few times together, none twice and none left out; also the first of a prefix', async () => {
    for (const prefix of ['SUP', 'NEW']) {
      const numbers = ticketNumbers(open(true, 'settings'));
      const last = prefix === 'NEW' ? 1000 : await numbers.take(prefix);
      await cosmos.resetStats();
      const taken = await Promise.all(Array.from({ length: 40 }, () => numbers.take(prefix)));
      expect(taken).toEqual(Array.from({ length: 40 }, (_, index) => last + 1 + index));
      expect(await countOf(/./)).toBeLessThan(4);
    }
  });

  test('are given once, whichever processes ask', async () => {
    const [one, other] = [ticketNumbers(open(true, 'settings')), ticketNumbers(open(true, 'settings'))];
    const taken = await Promise.all(Array.from({ length: 60 }, (_, index) => (index % 2 ? one : other).take('TWO')));
    expect(new Set(taken).size).toBe(60);
  });

  test('are asked for anew when the store was out', async () => {
    const numbers = ticketNumbers(open(true, 'settings'));
    const before = await numbers.take('SUP');
    await cosmos.faults({ match: { operation: 'patch' }, fault: '503', count: 50 });
    await expect(Promise.all([numbers.take('SUP'), numbers.take('SUP')])).rejects.toThrow();
    await cosmos.faults();
    expect(await numbers.take('SUP')).toBeGreaterThan(before);
  });
});
