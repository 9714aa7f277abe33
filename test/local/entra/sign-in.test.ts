import { createHash, randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { decodeJwt } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Entra, startEntra } from '../../../local/entra/start-entra.ts';
import { browse } from '../support/browser.ts';
import { type LocalTenant, mailApp, startLocalTenant, tenantId } from '../support/local-tenant.ts';
import { TokenAnswer } from '../support/token-answer.ts';

const imap = 'https://outlook.office.com/IMAP.AccessAsUser.All';
const [redirectUri = ''] = mailApp.redirectUris;
let tenant: LocalTenant;
beforeAll(async () => {
  tenant = await startLocalTenant();
});
afterAll(() => tenant.end());

/** The authorization code flow with PKCE, as far as the code. */
async function signIn(entra: Entra, scope: string, more: Record<string, string> = {}) {
  const verifier = randomBytes(32).toString('base64url');
  const query = new URLSearchParams({
    client_id: mailApp.clientId,
    response_type: 'code',
    redirect_uri: redirectUri,
    scope,
    state: 'state-1',
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
    login_hint: 'helpdesk@contoso.example',
    ...more,
  });
  const landed = await browse(`${entra.url}/${tenantId}/oauth2/v2.0/authorize?${query}`, redirectUri);
  return { ...landed, code: landed.arrived?.searchParams.get('code') ?? '', verifier };
}

async function requestToken(entra: Entra, form: Record<string, string>) {
  const answer = await fetch(`${entra.url}/${tenantId}/oauth2/v2.0/token`, {
    method: 'POST',
    body: new URLSearchParams({ client_id: mailApp.clientId, client_secret: 'first-secret', ...form }),
  });
  return { status: answer.status, body: TokenAnswer.parse(await answer.json()) };
}

const redeem = (entra: Entra, code: string, verifier: string) =>
  requestToken(entra, { grant_type: 'authorization_code', code, code_verifier: verifier, redirect_uri: redirectUri });
const refresh = (entra: Entra, token: string, more: Record<string, string> = {}) =>
  requestToken(entra, { grant_type: 'refresh_token', refresh_token: token, ...more });

describe('a mailbox is signed in by authorization code', () => {
  it('and its token is for IMAP, on behalf of the user of the login hint', async () => {
    const { arrived, code, verifier } = await signIn(tenant.entra, `openid profile offline_access ${imap}`);
    expect(arrived?.searchParams.get('state')).toBe('state-1');
    const { status, body } = await redeem(tenant.entra, code, verifier);
    expect(status).toBe(200);
    const verdict = await tenant.entra.verifyToken('https://outlook.office.com')(`Bearer ${body.access_token}`);
    expect(verdict).toMatchObject({
      ok: true,
      claims: { upn: 'helpdesk@contoso.example', scp: 'IMAP.AccessAsUser.All', appid: mailApp.clientId },
    });
    expect(decodeJwt(body.id_token)).toMatchObject({ tid: tenantId, preferred_username: 'helpdesk@contoso.example' });
    expect(body.refresh_token).toBeTruthy();
  });

  it('without offline_access there is no refresh token', async () => {
    const { code, verifier } = await signIn(tenant.entra, 'Mail.Read');
    const { body } = await redeem(tenant.entra, code, verifier);
    expect(body.refresh_token).toBe('');
    expect(decodeJwt(body.access_token)).toMatchObject({ aud: 'https://graph.microsoft.com', scp: 'Mail.Read' });
  });

  it('without a login hint a page asks for the address', async () => {
    const { page } = await signIn(tenant.entra, 'openid', { login_hint: '' });
    expect(page).toContain('name="login_hint"');
  });

  it('a code works once, and only with its verifier', async () => {
    const first = await signIn(tenant.entra, imap);
    expect((await redeem(tenant.entra, first.code, first.verifier)).status).toBe(200);
    const again = await redeem(tenant.entra, first.code, first.verifier);
    expect(again).toMatchObject({ status: 400, body: { error: 'invalid_grant' } });
    const second = await signIn(tenant.entra, imap);
    expect(await redeem(tenant.entra, second.code, randomBytes(32).toString('base64url'))).toMatchObject({ status: 400 });
  });

  it('scopes of two resources in one request are refused', async () => {
    const { status, page } = await signIn(tenant.entra, `${imap} https://graph.microsoft.com/Mail.Read`);
    expect(status).toBe(400);
    expect(page).toContain('AADSTS28000');
  });
});

describe('refresh tokens', () => {
  const tokens = async (entra: Entra) => {
    const { code, verifier } = await signIn(entra, `offline_access ${imap}`);
    return (await redeem(entra, code, verifier)).body;
  };

  it('are replaced on every use, and the old one is not revoked', async () => {
    const first = await tokens(tenant.entra);
    const second = await refresh(tenant.entra, first.refresh_token);
    expect(second.status).toBe(200);
    expect(second.body.refresh_token).not.toBe(first.refresh_token);
    expect(decodeJwt(second.body.access_token)).toMatchObject({ aud: 'https://outlook.office.com', scp: 'IMAP.AccessAsUser.All' });
    expect((await refresh(tenant.entra, first.refresh_token, { scope: `offline_access ${imap}` })).status).toBe(200);
  });

  it('end when the user is revoked, as by a password reset', async () => {
    const { refresh_token: token } = await tokens(tenant.entra);
    tenant.entra.revokeUser('helpdesk@contoso.example');
    const refused = await refresh(tenant.entra, token);
    expect(refused).toMatchObject({ status: 400, body: { error: 'invalid_grant', error_codes: [70000] } });
  });

  it('survive a restart, and so do signing keys', async () => {
    const folder = join(tenant.folder, 'restarted');
    const options = { port: 0, folder, tls: tenant.certificates, tenantId, apps: [mailApp] };
    const before = await startEntra(options);
    const first = await tokens(before);
    await before.stop();
    const after = await startEntra(options);
    expect(await after.verifyToken('https://outlook.office.com')(`Bearer ${first.access_token}`)).toMatchObject({ ok: true });
    expect((await refresh(after, first.refresh_token)).status).toBe(200);
    await after.stop();
  });
});

describe('what goes wrong in a real tenant', () => {
  it('can be asked for: consent withdrawn, too many requests', async () => {
    tenant.entra.faults.add({
      operation: '/token',
      status: 400,
      body: { error: 'invalid_grant', suberror: 'consent_required', error_codes: [65001] },
    });
    tenant.entra.faults.add({ operation: '/token', status: 429, retryAfter: 2 });
    const form = { grant_type: 'client_credentials', scope: 'https://graph.microsoft.com/.default' };
    expect(await requestToken(tenant.entra, form)).toMatchObject({ status: 400, body: { suberror: 'consent_required' } });
    expect(await requestToken(tenant.entra, form)).toMatchObject({ status: 429, body: { error: 'temporarily_unavailable' } });
    expect(await requestToken(tenant.entra, form)).toMatchObject({ status: 200 });
  });

  it('an unknown tenant is named as such', async () => {
    const answer = await fetch(`${tenant.entra.url}/11111111-2222-4333-8444-555555555555/v2.0/.well-known/openid-configuration`);
    expect(answer.status).toBe(400);
    expect(TokenAnswer.parse(await answer.json()).error_description).toContain('AADSTS90002');
  });
});
