import { ClientAssertionCredential, ClientSecretCredential, ManagedIdentityCredential } from '@azure/identity';
import { createRemoteJWKSet, decodeProtectedHeader, jwtVerify } from 'jose';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { appIdentity, type LocalTenant, mailApp, startLocalTenant, tenantId } from '../support/local-tenant.ts';
import { TokenAnswer } from '../support/token-answer.ts';

let tenant: LocalTenant;
beforeAll(async () => {
  tenant = await startLocalTenant();
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await tenant.end();
});

const secretCredential = (secret: string) =>
  new ClientSecretCredential(tenantId, mailApp.clientId, secret, { authorityHost: tenant.entra.url, disableInstanceDiscovery: true });

describe('an app signs in for itself', () => {
  it.each([
    ['https://graph.microsoft.com/.default', 'https://graph.microsoft.com'],
    ['https://vault.azure.net/.default', 'https://vault.azure.net'],
    ['https://communication.azure.com/.default', 'https://communication.azure.com'],
    ['https://outlook.office365.com/.default', 'https://outlook.office365.com'],
  ])('with its secret, for %s', async (scope, audience) => {
    const { token } = await secretCredential('first-secret').getToken(scope);
    const keys = createRemoteJWKSet(new URL(`${tenant.entra.url}/${tenantId}/discovery/v2.0/keys`));
    const { payload } = await jwtVerify(token, keys, { audience, issuer: tenant.entra.issuer });
    expect(payload).toMatchObject({ tid: tenantId, appid: mailApp.clientId, idtyp: 'app' });
    expect(payload.roles).toEqual(audience === 'https://graph.microsoft.com' ? ['Mail.ReadWrite', 'Mail.Send'] : undefined);
    expect(decodeProtectedHeader(token)).toMatchObject({ typ: 'JWT', alg: 'RS256' });
    expect(await tenant.entra.verifyToken(audience)(`Bearer ${token}`)).toMatchObject({ ok: true });
    expect(await tenant.entra.verifyToken('https://elsewhere.example')(`Bearer ${token}`)).toEqual({ ok: false, reason: 'audience' });
  });

  it('with any of its secrets, whatever their characters', async () => {
    expect((await secretCredential('second~secret with +/= and ü').getToken('https://vault.azure.net/.default')).token).toBeTruthy();
  });

  it("and is refused with a wrong one, in Entra's words", async () => {
    await expect(secretCredential('wrong').getToken('https://vault.azure.net/.default')).rejects.toThrow(/AADSTS7000215/);
  });

  it('and is refused for a resource that the tenant does not know', async () => {
    await expect(secretCredential('first-secret').getToken('https://unknown.example/.default')).rejects.toThrow(/AADSTS500011/);
  });

  it('with the token of its managed identity as client assertion', async () => {
    vi.stubEnv('IDENTITY_ENDPOINT', tenant.entra.identityEnvironment.IDENTITY_ENDPOINT);
    vi.stubEnv('IDENTITY_HEADER', tenant.entra.identityEnvironment.IDENTITY_HEADER);
    const identity = new ManagedIdentityCredential({ clientId: appIdentity.clientId });
    const credential = new ClientAssertionCredential(
      tenantId,
      mailApp.clientId,
      async () => (await identity.getToken('api://AzureADTokenExchange/.default')).token,
      { authorityHost: tenant.entra.url, disableInstanceDiscovery: true },
    );
    const { token } = await credential.getToken('https://graph.microsoft.com/.default');
    const verdict = await tenant.entra.verifyToken('https://graph.microsoft.com')(`Bearer ${token}`);
    expect(verdict).toMatchObject({ ok: true, claims: { appid: mailApp.clientId } });
  });

  it('but not with a token of that identity for something else', async () => {
    const identity = new ManagedIdentityCredential({ clientId: appIdentity.clientId });
    const credential = new ClientAssertionCredential(
      tenantId,
      mailApp.clientId,
      async () => (await identity.getToken('https://vault.azure.net/.default')).token,
      { authorityHost: tenant.entra.url, disableInstanceDiscovery: true },
    );
    await expect(credential.getToken('https://graph.microsoft.com/.default')).rejects.toThrow(/AADSTS700212/);
  });
});

describe('the managed identity of the machine', () => {
  const ask = (query: string, header = tenant.entra.identityEnvironment.IDENTITY_HEADER) =>
    fetch(`${tenant.entra.identityEnvironment.IDENTITY_ENDPOINT}?${query}`, { headers: { 'x-identity-header': header } });

  it('gets tokens that name its principal', async () => {
    const answer = await ask(`api-version=2019-08-01&resource=https://vault.azure.net&client_id=${appIdentity.clientId}`);
    const body = TokenAnswer.parse(await answer.json());
    expect(body).toMatchObject({ token_type: 'Bearer', resource: 'https://vault.azure.net', client_id: appIdentity.clientId });
    expect(Number(body.expires_on)).toBeGreaterThan(Date.now() / 1_000 + 23 * 3_600);
    const verdict = await tenant.entra.verifyToken('https://vault.azure.net')(`Bearer ${body.access_token}`);
    expect(verdict).toMatchObject({ ok: true, claims: { oid: appIdentity.principalId } });
  });

  it('is refused without the header of the process, a name, or a known resource', async () => {
    const good = `api-version=2019-08-01&resource=https://vault.azure.net&client_id=${appIdentity.clientId}`;
    expect((await ask(good, 'guessed')).status).toBe(401);
    expect((await ask('api-version=2019-08-01&resource=https://vault.azure.net')).status).toBe(400);
    expect((await ask(good.replace('vault.azure.net', 'unknown.example'))).status).toBe(400);
  });
});

describe('tokens', () => {
  it('that were tampered with, are missing, or are of no tenant are refused with the reason', async () => {
    const { token } = await secretCredential('first-secret').getToken('https://vault.azure.net/.default');
    const check = tenant.entra.verifyToken('https://vault.azure.net');
    const [head, , signature] = token.split('.');
    const forged = `${head}.${Buffer.from('{"aud":"https://vault.azure.net","exp":9999999999}').toString('base64url')}.${signature}`;
    expect(await check(`Bearer ${forged}`)).toEqual({ ok: false, reason: 'signature' });
    expect(await check(undefined)).toEqual({ ok: false, reason: 'missing' });
    expect(await check('Bearer rubbish')).toEqual({ ok: false, reason: 'malformed' });
  });

  it('run out, also when they were seen before', async () => {
    let clock = Date.now();
    const other = await startLocalTenant({ now: () => clock });
    const query = `api-version=2019-08-01&resource=https://vault.azure.net&client_id=${appIdentity.clientId}`;
    const answer = await fetch(`${other.entra.identityEnvironment.IDENTITY_ENDPOINT}?${query}`, {
      headers: { 'x-identity-header': other.entra.identityEnvironment.IDENTITY_HEADER },
    });
    const { access_token: token } = TokenAnswer.parse(await answer.json());
    const check = other.entra.verifyToken('https://vault.azure.net');
    expect(await check(`Bearer ${token}`)).toMatchObject({ ok: true });
    clock += 25 * 3_600_000;
    expect(await check(`Bearer ${token}`)).toEqual({ ok: false, reason: 'expired' });
    await other.end();
  });
});
