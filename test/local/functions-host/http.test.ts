import { createHash } from 'node:crypto';
import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type FixtureHost, startFixtureHost } from '../../support/fixture-host.ts';

let host: FixtureHost;
beforeAll(async () => {
  host = await startFixtureHost(undefined, { settings: { OVERRIDDEN: 'the caller' } });
});
afterAll(() => host?.stop());

const get = (path: string, init?: RequestInit) => fetch(`${host.url}/api/${path}`, init);
type Answer = { body: string; headers: Record<string, string>; isEnabled: string | null; user: User } & Record<string, unknown>;
interface User {
  claimsPrincipalData: { claims: { typ: string; val: string }[] };
}
const json = async (path: string, init?: RequestInit): Promise<Answer> => JSON.parse(await (await get(path, init)).text());

/** fetch tidies paths and headers up; this sends them as they are. */
function send(path: string, headers: Record<string, string | string[]> = {}): Promise<{ status: number; body: string }> {
  return new Promise((resolve, reject) => {
    const call = request(host.url, { path, headers }, (response) => {
      let body = '';
      response.on('data', (chunk) => {
        body += chunk;
      });
      response.on('end', () => resolve({ status: response.statusCode ?? 0, body }));
    });
    call.on('error', reject).end();
  });
}

describe('routes', () => {
  it.each([
    ['things/search', { name: 'alpha', params: { id: 'search' } }],
    ['THINGS/7/', { name: 'alpha', params: { id: '7' } }],
    ['numbers/42', { name: 'number', params: { id: '42' } }],
    ['optional/x', { name: 'optional', params: { name: 'x' } }],
    ['optional', { name: 'optional', params: {} }],
    ['no-route', { name: 'no-route', params: {} }],
  ])('%s: the first function in alphabetical order takes it', async (path, expected) => {
    expect(await json(path)).toEqual(expected);
  });

  it.each([
    ['the wrong method', 'numbers/42', 'POST'],
    ['HEAD where only GET is listed', 'numbers/42', 'HEAD'],
    ['an unknown path', 'unknown', 'GET'],
    ['a function in error (its route is one of the host)', 'reserved', 'GET'],
  ])('404 with an empty body for %s', async (_, path, method) => {
    const response = await get(path, { method });
    expect([response.status, await response.text()]).toEqual([404, '']);
  });

  it.each([
    ['127.0.0.1:7071', 200],
    ['localhost', 200],
    ['psa.localhost:80', 200],
    ['[::1]:7071', 200],
    ['evil.example', 421],
    ['localhost.evil.example:7071', 421],
    ['127.0.0.1.evil.example', 421],
    ['10.0.0.5', 421],
  ])('as %s: %i, since a page may let its own name point here and would be signed in as the local admin', async (name, status) => {
    expect((await send('/api/echo/x', { host: name })).status).toBe(status);
  });

  it('answers nothing outside of the prefix', async () => {
    expect((await fetch(`${host.url}/no-route`)).status).toBe(404);
    expect((await fetch(host.url)).status).toBe(404);
  });

  it('tells its problems to the one who started it', () => {
    expect(host.problems).toEqual([
      { name: 'nowhere', message: expect.stringContaining('NOWHERE is missing') },
      { name: 'reserved', message: expect.stringContaining("'admin/mine'") },
    ]);
  });
});

describe('what a function gets', () => {
  it('decodes route values, but leaves %2F; joins repeated query keys and headers with commas', async () => {
    const { status, body } = await send('/api/echo/a%2Fb/c%20d/%C3%A4?x=1&y=&x=2', { 'x-twice': ['one', 'two'], cookie: 'a=1; b=2' });
    expect(status).toBe(200);
    expect(JSON.parse(body)).toMatchObject({
      method: 'GET',
      url: `${host.url}/api/echo/a%2Fb/c%20d/%C3%A4?x=1&y=&x=2`,
      params: { rest: 'a%2Fb/c d/ä' },
      query: { x: '1,2', y: '' },
      headers: { 'x-twice': 'one,two', cookie: 'a=1; b=2' },
    });
  });

  it('cannot be led to another host by the path, and leaves broken escapes alone', async () => {
    expect((await send('//evil.example/api/echo/x')).status).toBe(404);
    expect(JSON.parse((await send('/api/echo/%zz%ff%2e%2e')).body).params).toEqual({ rest: '%zz%ff..' });
  });

  it('has keys like __proto__ as plain names', async () => {
    expect((await get('echo/x?__proto__=1&constructor=2')).status).toBe(200);
  });

  it('gets the body, of 30 MB as well', async () => {
    const bytes = Buffer.alloc(30 * 1024 * 1024, 'mail');
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    expect(await json('upload', { method: 'POST', body: bytes })).toEqual({ size: bytes.length, sha256 });
    expect((await json('echo/x', { method: 'POST', body: 'hellö' })).body).toBe('hellö');
  });

  it('gets nothing of a body that is sent in chunks, as in the real host', async () => {
    const chunked = new ReadableStream({
      start(stream) {
        stream.enqueue(new TextEncoder().encode('{"n":1}'));
        stream.close();
      },
    });
    const answer = await json('echo/x', { method: 'POST', body: chunked, duplex: 'half' });
    expect(answer.body).toBe('');
    expect(answer.headers).toMatchObject({ 'transfer-encoding': 'chunked' });
  });

  it('never gets more than 100 MB', async () => {
    const response = await send('/api/upload', { 'content-length': String(101 * 1024 * 1024) });
    expect(response.status).toBe(404);
    const refused = await new Promise<number>((resolve, reject) => {
      const headers = { 'content-length': 101 * 1024 * 1024 };
      const call = request(host.url, { method: 'POST', path: '/api/upload', headers }, ({ statusCode = 0 }) => resolve(statusCode));
      call.on('error', reject).flushHeaders();
    });
    expect(refused).toBe(413);
  });

  it('has an environment of settings, and of little else', async () => {
    const environment = await json('environment');
    expect(environment).toMatchObject({
      FROM_FILE: 'the file',
      OVERRIDDEN: 'the caller',
      AZURE_FUNCTIONS_ENVIRONMENT: 'Development',
      FUNCTIONS_WORKER_RUNTIME: 'node',
      WEBSITE_HOSTNAME: host.url.slice('http://'.length),
    });
    expect(Object.keys(environment).filter((name) => /VITEST|NODE_ENV|FUNCTIONS_HOST|npm_/.test(name))).toEqual([]);
  });
});

describe('what a function answers', () => {
  it('goes out with status, headers and cookies', async () => {
    const response = await get('teapot');
    expect(response.status).toBe(418);
    expect(response.headers.get('x-kind')).toBe('teapot');
    expect(response.headers.getSetCookie()).toEqual(['tea=green%20%26%20fresh; max-age=60; path=/; samesite=strict; httponly']);
    expect(await response.text()).toBe('short and stout');
  });

  it.each([
    ['nothing', 204],
    ['fails', 500],
  ])('%s: %i with an empty body', async (path, status) => {
    const response = await get(path);
    expect([response.status, await response.text()]).toEqual([status, '']);
  });

  it('may be a stream', async () => {
    expect(await (await get('stream')).text()).toBe('one two three');
  });

  it.each([0, 1, 256 * 1024, 256 * 1024 + 1, 40 * 1024 * 1024])('may have %i bytes', async (size) => {
    const response = await get(`download/${size}`);
    expect(response.headers.get('content-length')).toBe(String(size));
    const bytes = Buffer.from(await response.arrayBuffer());
    expect(bytes.length).toBe(size);
    expect(bytes.every((byte) => byte === 7)).toBe(true);
  });

  it('is only the head for HEAD', async () => {
    const response = await get(`download/${1024 * 1024}`, { method: 'HEAD' });
    expect(response.headers.get('content-length')).toBe(String(1024 * 1024));
  });

  it('is forgotten when the client goes away in the middle', async () => {
    const leave = new AbortController();
    const response = await get(`download/${40 * 1024 * 1024}`, { signal: leave.signal });
    await response.body?.getReader().read();
    leave.abort();
    expect((await get('nothing')).status).toBe(204);
  });

  it('can be changed by hooks', async () => {
    expect(await json('hooked')).toEqual({ before: 'by the handler', hookData: { seen: 'by the pre hook' } });
    expect(host.noted({ hook: 'appStart' })).toHaveLength(1);
  });
});
