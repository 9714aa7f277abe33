import { request } from 'node:http';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { aCloud, type TestCloud } from '../support/a-cloud.ts';

/**
 * What other sites make a browser send, and what gets lost on the way: through the app as it is
 * deployed.
 */

let cloud: TestCloud;
beforeAll(async () => {
  cloud = await aCloud();
}, 120_000);
afterAll(() => cloud.stop());

/** fetch chooses lengths and origins itself; this sends what it is given. */
const post = (path: string, headers: Record<string, string>) =>
  new Promise<number>((resolve, reject) => {
    const call = request(new URL(path, cloud.app.url), { method: 'POST', headers }, (answer) => {
      resolve(answer.statusCode ?? 0);
      answer.resume();
    });
    call.on('error', reject).end('{"entry":"alice@fabrikam.example"}');
  });

test.each(['notifications', 'lifecycle'])('answers 411 when Graph’s %s come in chunks, which reach nobody', async (kind) => {
  expect(await post(`/api/graph/${kind}`, { 'transfer-encoding': 'chunked', 'content-type': 'application/json' })).toBe(411);
});

test.each([
  ['a page of another site', { origin: 'https://evil.example' }, 403],
  ['a form of another site', { 'content-type': 'text/plain' }, 415],
  ['in chunks', { 'transfer-encoding': 'chunked', 'content-type': 'application/json' }, 411],
])('blocks nobody for %s', async (_, headers, status) => {
  expect(await post('/api/block-list', headers)).toBe(status);
  const { items } = await cloud.get('/api/block-list', z.object({ items: z.array(z.object({ entry: z.string() })) }));
  expect(items.map(({ entry }) => entry)).not.toContain('alice@fabrikam.example');
});

test('the public health check is not cached', async () => {
  const answer = await fetch(new URL('/api/health', cloud.app.url));
  expect([answer.status, answer.headers.get('cache-control'), answer.headers.get('x-content-type-options')]).toEqual([
    200,
    'no-store',
    'nosniff',
  ]);
});
