import { request } from 'node:http';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Simulation } from '../../../local/simulator/dispatch.ts';
import { Refusal } from '../../../local/simulator/refusal.ts';
import { type Served, serve } from '../../../local/simulator/serve.ts';

let effects = 0;
let served: Served;
const simulation: Simulation<string> = {
  routes: [
    { operation: 'GET /things/{id}', answer: (_request, { id }, caller) => ({ status: 200, body: { id, caller } }) },
    { operation: 'GET /things/special', answer: () => ({ status: 200, body: 'the literal one' }) },
    {
      operation: 'POST /things',
      async answer(asked) {
        effects += 1;
        return { status: 201, body: (await asked.body(10)).toString() };
      },
    },
    {
      operation: 'DELETE /things/{id}',
      answer: () => {
        throw new Refusal(409, { code: 'Busy' }, { 'x-why': 'busy' });
      },
    },
  ],
  authorize: ({ headers }) => String(headers['x-user'] ?? 'nobody'),
  errorBody: (status, message) => ({ status, message }),
};
beforeAll(async () => {
  served = await serve({ port: 0 }, () => simulation);
});
afterAll(() => served.stop());

const ask = (path: string, options: RequestInit = {}) => fetch(`${served.url}${path}`, options);
const fault = (body: object) => ask('/admin/faults', { method: 'POST', body: JSON.stringify(body) });

describe('a simulator', () => {
  it('answers its operations; a literal goes before a parameter, parameters come decoded', async () => {
    expect(await (await ask('/things/a%2Fb', { headers: { 'x-user': 'alice' } })).json()).toEqual({ id: 'a/b', caller: 'alice' });
    expect(await (await ask('/things/special')).text()).toBe('the literal one');
    expect((await ask('/nothing')).status).toBe(404);
  });

  it('refuses in its own words', async () => {
    const answer = await ask('/things/1', { method: 'DELETE' });
    expect([answer.status, answer.headers.get('x-why'), await answer.json()]).toEqual([409, 'busy', { code: 'Busy' }]);
  });

  it('refuses a body that is too long, announced or not, and goes on', async () => {
    expect((await ask('/things', { method: 'POST', body: 'x'.repeat(11) })).status).toBe(413);
    const began = Date.now();
    const closed = new Promise<number | undefined>((resolve) => {
      let status: number | undefined;
      const endless = request({ port: served.port, host: '127.0.0.1', method: 'POST', path: '/things' }, (answer) => {
        status = answer.statusCode;
      });
      const writing = setInterval(() => endless.write('xxxxxx'), 5);
      endless.on('error', () => undefined);
      endless.on('close', () => {
        clearInterval(writing);
        resolve(status);
      });
    });
    expect(await closed).toBe(413);
    expect(Date.now() - began).toBeLessThan(2_500);
    expect((await ask('/things/1')).status).toBe(200);
  });

  it('survives an address that is none', async () => {
    const { port } = served;
    const end = await new Promise((resolve) => {
      const asked = request({ port, host: '127.0.0.1', path: '//' }, async (answer) => resolve(await text(answer)));
      asked.on('error', () => resolve('closed'));
      asked.end();
    });
    expect(end).toBe('closed');
    expect((await ask('/things/1')).status).toBe(200);
  });

  it('says at once when its port is taken', async () => {
    await expect(serve({ port: served.port }, () => simulation)).rejects.toMatchObject({ code: 'EADDRINUSE' });
  });
});

describe('a fault', () => {
  it('hits the operations it names, as often as it says, with its status and Retry-After', async () => {
    await fault({ operation: 'GET /things/{id}', status: 429, retryAfter: 7, times: 2 });
    const first = await ask('/things/1');
    expect([first.status, first.headers.get('retry-after'), await first.json()]).toEqual([
      429,
      '7',
      { status: 429, message: 'This failure was asked for.' },
    ]);
    expect((await ask('/things/special')).status).toBe(200);
    expect((await ask('/things/1')).status).toBe(429);
    expect((await ask('/things/1')).status).toBe(200);
  });

  it('"after" lets the effect happen and loses the answer', async () => {
    effects = 0;
    await fault({ operation: 'POST /things', dropConnection: true, when: 'after' });
    await expect(ask('/things', { method: 'POST', body: 'x' })).rejects.toThrow();
    await fault({ operation: 'POST /things', dropConnection: true });
    await expect(ask('/things', { method: 'POST', body: 'x' })).rejects.toThrow();
    expect(effects).toBe(1);
  });

  it('can be a mere delay, and all can be taken back', async () => {
    await fault({ delayMs: 60 });
    const began = Date.now();
    expect((await ask('/things/1')).status).toBe(200);
    expect(Date.now() - began).toBeGreaterThanOrEqual(55);
    await fault({ status: 500, times: 100 });
    await ask('/admin/faults', { method: 'DELETE' });
    expect((await ask('/things/1')).status).toBe(200);
  });

  it('that makes no sense is refused by the name of its field', async () => {
    const answer = await fault({ status: 200 });
    expect([answer.status, await answer.text()]).toEqual([400, expect.stringContaining('status')]);
  });
});

it('counts requests by operation and status, its own steering left out', async () => {
  const stats = served.stats();
  await ask('/things/1');
  await ask('/admin/stats');
  const after = served.stats();
  expect(after.requests).toBe(stats.requests + 1);
  expect(after.byOperation['GET /things/{id}']).toBe((stats.byOperation['GET /things/{id}'] ?? 0) + 1);
});
