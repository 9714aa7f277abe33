import { createHash, randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { browse } from '../support/browser.ts';
import { type LocalTenant, mailApp, startLocalTenant, tenantId } from '../support/local-tenant.ts';
import { TokenAnswer } from '../support/token-answer.ts';

/** What people and administrators do at the login service, and what becomes of their tokens. */

const [redirectUri = ''] = mailApp.redirectUris;
let tenant: LocalTenant;
beforeAll(async () => {
  tenant = await startLocalTenant({ domains: ['contoso.example'] });
});
afterAll(() => tenant.end());

const verifier = randomBytes(32).toString('base64url');
const address = (more: Record<string, string> = {}) => {
  const query = new URLSearchParams({
    ...{ client_id: mailApp.clientId, response_type: 'code', redirect_uri: redirectUri, state: 'state-1' },
    ...{ scope: 'openid offline_access Mail.Read', login_hint: 'support@contoso.example', prompt: 'select_account' },
    ...{ code_challenge: createHash('sha256').update(verifier).digest('base64url'), code_challenge_method: 'S256', ...more },
  });
  return `${tenant.entra.url}/${tenantId}/oauth2/v2.0/authorize?${query}`;
};
async function ask(form: Record<string, string>) {
  const answer = await fetch(`${tenant.entra.url}/${tenantId}/oauth2/v2.0/token`, {
    method: 'POST',
    body: new URLSearchParams({ client_id: mailApp.clientId, client_secret: 'first-secret', ...form }),
  });
  return { status: answer.status, body: TokenAnswer.parse(await answer.json()) };
}
const refresh = (token: string) => ask({ grant_type: 'refresh_token', refresh_token: token });
async function signIn() {
  const code = (await browse(address(), redirectUri)).arrived?.searchParams.get('code') ?? '';
  return (await ask({ grant_type: 'authorization_code', code, code_verifier: verifier, redirect_uri: redirectUri })).body.refresh_token;
}

describe('a person at a browser', () => {
  /** A browser up to the page; `press` submits its form. */
  async function open(url: string) {
    const jar = new Map<string, string>();
    const get = async (from: string): Promise<Response> => {
      const answer = await fetch(from, {
        redirect: 'manual',
        headers: { accept: 'text/html', cookie: [...jar].map(([name, value]) => `${name}=${value}`).join('; ') },
      });
      for (const [, name = '', value = ''] of answer.headers.getSetCookie().map((line) => /^([^=]+)=([^;]*)/.exec(line) ?? []))
        jar.set(name, value);
      const next = answer.headers.get('location');
      if (!next || next.startsWith(redirectUri)) return answer;
      return get(new URL(next, from).href);
    };
    const page = await get(url);
    const press = async (form: Record<string, string>) => {
      const at = new URL(page.url);
      at.search = new URLSearchParams(form).toString();
      return new URL((await get(at.href)).headers.get('location') ?? '').searchParams;
    };
    return { text: await page.text(), press };
  }

  test('sees who is meant and what the app asks for, picks an account and accepts', async () => {
    const { text, press } = await open(address());
    expect(text).toContain('value="support@contoso.example"');
    expect(text).toContain('<li>https://graph.microsoft.com/Mail.Read</li>');
    const answer = await press({ login_hint: 'alice@contoso.example', decision: 'accept' });
    expect(answer.get('code')).toBeTruthy();
  });

  test('or declines', async () => {
    const answer = await (await open(address())).press({ login_hint: 'support@contoso.example', decision: 'decline' });
    expect(answer.get('error')).toBe('access_denied');
    expect(answer.get('error_description')).toMatch(/^AADSTS65004/);
  });

  test('reads an address as text', async () => {
    expect((await open(address({ login_hint: '"><script>@x.example' }))).text).not.toContain('<script>');
  });
});

test('an administrator consents for everybody, and no code comes with that', async () => {
  const query = new URLSearchParams({
    client_id: mailApp.clientId,
    redirect_uri: redirectUri,
    state: 's',
    scope: 'https://graph.microsoft.com/Mail.Read',
  });
  const answer = await fetch(`${tenant.entra.url}/contoso.example/v2.0/adminconsent?${query}`, { redirect: 'manual' });
  const back = new URL(answer.headers.get('location') ?? '').searchParams;
  expect(Object.fromEntries(back)).toEqual({
    admin_consent: 'True',
    tenant: tenantId,
    state: 's',
    scope: 'https://graph.microsoft.com/Mail.Read',
  });
});

test('where reuse is detected, an old refresh token ends the whole grant', async () => {
  const first = await signIn();
  tenant.entra.rotate('strict');
  const second = (await refresh(first)).body.refresh_token;
  expect((await refresh(first)).status).toBe(400);
  expect((await refresh(second)).status).toBe(400);
  tenant.entra.rotate('lenient');
});

test('an access token lives on when its user is revoked, unless it is ended, too', async () => {
  const token = (await refresh(await signIn())).body.access_token;
  const verdict = () => tenant.entra.verifyToken('https://graph.microsoft.com')(`Bearer ${token}`);
  tenant.entra.revokeUser('support@contoso.example');
  expect(await verdict()).toMatchObject({ ok: true });
  tenant.entra.revokeUser('support@contoso.example', { accessTokens: 'end' });
  expect(await verdict()).toMatchObject({ ok: false, reason: 'expired' });
});

test('another process can steer it', async () => {
  const post = (path: string, body: object, method = 'POST') =>
    fetch(`${tenant.entra.url}/admin/${path}`, { method, body: JSON.stringify(body) });
  expect((await post('sign-ins', { refusal: { error: 'access_denied', error_description: 'AADSTS65004: no' } })).status).toBe(204);
  expect((await browse(address(), redirectUri)).arrived?.searchParams.get('error')).toBe('access_denied');
  const token = await signIn();
  expect((await post('revocations', { user: 'support@contoso.example' })).status).toBe(204);
  expect((await refresh(token)).status).toBe(400);
  expect((await post('rotation', { rotation: 'sometimes' }, 'PUT')).status).toBe(400);
});
