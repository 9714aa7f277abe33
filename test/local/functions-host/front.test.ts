import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type FixtureHost, startFixtureHost } from '../../support/fixture-host.ts';

/** As it is by default: a local admin is signed in. */
let host: FixtureHost;
let unsigned: FixtureHost;
beforeAll(async () => {
  [host, unsigned] = await Promise.all([
    startFixtureHost(undefined),
    startFixtureHost(undefined, { authentication: 'off', settings: { WEBSITE_AUTH_ENABLED: 'True' } }),
  ]);
});
afterAll(() => Promise.all([host?.stop(), unsigned?.stop()]));

const get = (path: string, init?: RequestInit) => fetch(`${host.url}/api/${path}`, init);
interface Who {
  headers: Record<string, string>;
  isEnabled: string | null;
  user: { claimsPrincipalData: { claims: { typ: string; val: string }[] } };
}
async function askWho(asked: FixtureHost, more: Record<string, string> = {}): Promise<Who> {
  const forged = {
    ...more,
    'X-MS-CLIENT-PRINCIPAL': 'forged',
    'x-ms-client-principal-id': 'forged',
    'X-Ms-Client-Principal-Other': 'forged',
  };
  return JSON.parse(await (await fetch(`${asked.url}/api/who`, { headers: forged })).text());
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

  it('signs in whom a request names in x-local-user, which the app does not see', async () => {
    const technician = await askWho(host, { 'x-local-user': 'technician' });
    expect(technician.headers).toMatchObject({ 'x-ms-client-principal-name': 'technician@contoso.example' });
    expect(technician.headers).not.toHaveProperty('x-local-user');
    expect(technician.user.claimsPrincipalData.claims.filter(({ typ }) => typ === 'roles')).toEqual([{ typ: 'roles', val: 'technician' }]);
    const nobody = await askWho(host, { 'x-local-user': 'none' });
    expect(Object.keys(nobody.headers).filter((name) => name.startsWith('x-ms-client-principal'))).toEqual([]);
  });

  it('switched off leaves no trace, and still believes nobody', async () => {
    const { headers, isEnabled } = await askWho(unsigned);
    expect(isEnabled).toBeNull();
    expect(Object.keys(headers).filter((name) => name.startsWith('x-ms-client-principal'))).toEqual([]);
  });
});

it('asks for no function keys, as func start', async () => {
  expect((await get('needs-key')).status).toBe(200);
  expect((await get('needs-master-key')).status).toBe(200);
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
