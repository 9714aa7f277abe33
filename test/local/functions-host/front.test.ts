import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type FixtureHost, startFixtureHost } from '../../support/fixture-host.ts';

const keys = { master: 'the-master-key', default: 'the-function-key' };
/** As it is by default: a local admin is signed in, nobody asks for keys. */
let host: FixtureHost;
let locked: FixtureHost;
beforeAll(async () => {
  [host, locked] = await Promise.all([
    startFixtureHost(undefined),
    startFixtureHost(undefined, { authentication: 'off', keys, settings: { WEBSITE_AUTH_ENABLED: 'True' } }),
  ]);
});
afterAll(() => Promise.all([host?.stop(), locked?.stop()]));

const get = (path: string, init?: RequestInit) => fetch(`${host.url}/api/${path}`, init);
interface Who {
  headers: Record<string, string>;
  isEnabled: string | null;
  user: { claimsPrincipalData: { claims: { typ: string; val: string }[] } };
}
async function askWho(asked: FixtureHost): Promise<Who> {
  const forged = { 'X-MS-CLIENT-PRINCIPAL': 'forged', 'x-ms-client-principal-id': 'forged', 'X-Ms-Client-Principal-Other': 'forged' };
  const key = { 'x-functions-key': keys.master };
  return JSON.parse(await (await fetch(`${asked.url}/api/who`, { headers: { ...forged, ...key } })).text());
}

describe('App Service Authentication', () => {
  it('signs a local admin in, whatever the caller says he is', async () => {
    const { headers, user, isEnabled } = await askWho(host);
    expect(isEnabled).toBe('True');
    expect(JSON.stringify(headers)).not.toContain('forged');
    expect(headers).toMatchObject({ 'x-ms-client-principal-idp': 'aad', 'x-ms-client-principal-name': 'admin@contoso.example' });
    expect(user).toMatchObject({ type: 'AppService', username: 'admin@contoso.example', identityProvider: 'aad' });
    expect(user.claimsPrincipalData).toMatchObject({ auth_typ: 'aad', name_typ: expect.any(String), role_typ: expect.any(String) });
    expect(user.claimsPrincipalData.claims.filter(({ typ }) => typ === 'roles')).toEqual([
      { typ: 'roles', val: 'admin' },
      { typ: 'roles', val: 'technician' },
    ]);
  });

  it('switched off leaves no trace, and still believes nobody', async () => {
    const { headers, isEnabled } = await askWho(locked);
    expect(isEnabled).toBeNull();
    expect(Object.keys(headers).filter((name) => name.startsWith('x-ms-client-principal'))).toEqual([]);
  });
});

describe('function keys', () => {
  it('are not asked for by default, as with func start', async () => {
    expect((await get('needs-key')).status).toBe(200);
    expect((await get('needs-master-key')).status).toBe(200);
  });

  it.each([
    ['/api/nothing', undefined, 204],
    ['/api/needs-key', undefined, 401],
    ['/api/needs-key', 'wrong', 401],
    ['/api/needs-key', keys.default, 200],
    [`/api/needs-key?code=${keys.default}`, undefined, 200],
    ['/api/needs-key', keys.master, 200],
    ['/api/needs-master-key', keys.default, 401],
    ['/api/needs-master-key', keys.master, 200],
    ['/admin/functions', undefined, 401],
    ['/admin/functions', keys.default, 401],
    ['/admin/functions', keys.master, 200],
  ])('are asked for when they are set: %s with %s is %i', async (path, key, status) => {
    const headers: Record<string, string> = key === undefined ? {} : { 'x-functions-key': key };
    expect((await fetch(`${locked.url}${path}`, { headers })).status).toBe(status);
  });
});

describe('the log', () => {
  it('has a line for what a function says, with its name and invocation, and log hooks apply', async () => {
    await get('logs');
    await expect.poll(() => host.lines.join('\n')).toMatch(/logs [\da-f]{8} {2}Executed \(Succeeded, \d+ ms\)/);
    await expect.poll(() => host.lines.join('\n')).toMatch(/said past the context/);
    expect(host.lines.join('\n')).toMatch(/info {2}logs [\da-f]{8} {2}said by the function \{ some: 'object' \}/);
    expect(host.lines.join('\n')).toMatch(/warn {2}logs [\da-f]{8} {2}this is \*\*\*/);
    expect(host.lines.join('\n')).not.toContain('top secret');
  });

  it('has the stack of what was thrown, and no query strings (they carry keys and tokens)', async () => {
    await get('fails?code=hidden-key');
    const failed = /error fails [\da-f]{8} {2}Executed \(Failed, \d+ ms\): Error: as planned\n +at handler/;
    await expect.poll(() => host.lines.join('\n')).toMatch(failed);
    expect(host.lines.join('\n')).not.toContain('hidden-key');
  });
});

describe('the host’s own routes', () => {
  it('tell its state and its functions', async () => {
    const status = await (await fetch(`${host.url}/admin/host/status`)).json();
    expect(status).toMatchObject({
      state: 'Running',
      id: expect.any(String),
      errors: [expect.stringContaining('nowhere'), expect.any(String)],
    });
    const functions: { name: string }[] = JSON.parse(await (await fetch(`${host.url}/admin/functions`)).text());
    expect(functions.find(({ name }) => name === 'number')).toMatchObject({
      config: {
        bindings: [
          { type: 'httpTrigger', route: 'numbers/{id:int}', direction: 'in' },
          { name: '$return', type: 'http', direction: 'out' },
        ],
      },
      invoke_url_template: '/api/numbers/{id:int}',
      isDisabled: false,
      error: null,
    });
    expect(functions.find(({ name }) => name === 'hourly')).toMatchObject({ isDisabled: true });
  });

  it.each([
    ['an HTTP function', 'teapot', 400],
    ['an unknown one', 'unknown', 404],
    ['one in error', 'nowhere', 404],
    ['a disabled one', 'hourly', 404],
  ])('do not run %s', async (_, name, status) => {
    expect((await fetch(`${host.url}/admin/functions/${name}`, { method: 'POST', body: '{}' })).status).toBe(status);
  });
});
