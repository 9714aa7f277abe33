import { generate } from 'selfsigned';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Dialer, dialer } from '../../shared/adapters/net/dialer.ts';
import { type GuardedFetch, guardedFetch } from '../../shared/adapters/net/guarded-fetch.ts';
import type { ClientProof } from '../../shared/adapters/oauth/client-proof.ts';
import { keptAccess } from '../../shared/adapters/oauth/kept-access.ts';
import { oauthClient } from '../../shared/adapters/oauth/oauth-client.ts';
import { MailSourceError } from '../../shared/errors.ts';
import { appIdentity, type LocalTenant, mailApp, startLocalTenant, tenantId } from '../local/support/local-tenant.ts';
import { TokenAnswer } from '../local/support/token-answer.ts';
import { loopbackDialer } from '../support/loopback-dialer.ts';

/** How the app proves itself at the token endpoint, and what it makes of the answers. */

const graph = 'https://graph.microsoft.com/.default';
const selfSigned = async () => {
  const { private: key, cert } = await generate([{ name: 'commonName', value: 'psa-email' }], { keySize: 2048, algorithm: 'sha256' });
  return { key, cert };
};
let tenant: LocalTenant;
let certificate: { key: string; cert: string };
beforeAll(async () => {
  certificate = await selfSigned();
  tenant = await startLocalTenant({ apps: [{ ...mailApp, certificates: [certificate.cert] }] });
});
afterAll(() => tenant.end());

/** As App Service gives it to the process that has the identity. */
async function assertion(): Promise<string> {
  const { IDENTITY_ENDPOINT, IDENTITY_HEADER } = tenant.entra.identityEnvironment;
  const query = new URLSearchParams({
    'api-version': '2019-08-01',
    resource: 'api://AzureADTokenExchange',
    client_id: appIdentity.clientId,
  });
  const answer = await fetch(`${IDENTITY_ENDPOINT}?${query}`, { headers: { 'x-identity-header': IDENTITY_HEADER } });
  return TokenAnswer.parse(await answer.json()).access_token;
}

const asking = (by: Dialer) => guardedFetch(by, { timeoutMs: 15_000, maxBytes: 256 * 1024 });

function ask(
  proof: ClientProof,
  secrets: Record<string, string[]> = {},
  base = `${tenant.entra.url}/${tenantId}/v2.0`,
  fetchAnswer = asking(loopbackDialer),
) {
  const asked: boolean[] = [];
  const secretOf = async (name: string, fresh: boolean) => {
    asked.push(fresh);
    const [kept = '', replaced = kept] = secrets[name] ?? [];
    return fresh ? replaced : kept;
  };
  const client = oauthClient({ secretOf, assertion, fetchAnswer, now: Date.now });
  return { asked, grant: client.ownToken({ base, registration: { clientId: mailApp.clientId, proof } }, graph) };
}

describe('the app proves itself', () => {
  test('by its managed identity, without any secret', async () => {
    expect(await ask({ by: 'managed-identity' }).grant).toMatchObject({ kind: 'granted' });
  });

  test('by a client secret; one that was replaced is read anew when it is refused', async () => {
    const { grant, asked } = ask({ by: 'secret', secretName: 'app' }, { app: ['one that has expired', 'first-secret'] });
    expect(await grant).toMatchObject({ kind: 'granted' });
    expect(asked).toEqual([false, true]);
  });

  test('by a certificate', async () => {
    const pem = `${certificate.key}\n${certificate.cert}`;
    expect(await ask({ by: 'certificate', secretName: 'app' }, { app: [pem] }).grant).toMatchObject({ kind: 'granted' });
  });

  test('by a certificate that is not registered: refused', async () => {
    const other = await selfSigned();
    const { grant } = ask({ by: 'certificate', secretName: 'app' }, { app: [`${other.key}\n${other.cert}`] });
    expect(await grant).toMatchObject({ kind: 'refused', refusal: { error: 'invalid_client', code: 700027 } });
  });

  test.each([
    [
      'by a secret that Key Vault does not hand over now: that passes',
      new Error('Key Vault does not hand over secret app: 503'),
      'unreachable',
    ],
    [
      'by a secret that is not there: somebody has to add it',
      new MailSourceError('login-refused', 'Key Vault has no secret app'),
      'login-refused',
    ],
  ])('%s', async (_, error, failure) => {
    const client = oauthClient({ secretOf: () => Promise.reject(error), assertion, fetchAnswer: asking(loopbackDialer), now: Date.now });
    const registration = { clientId: mailApp.clientId, proof: { by: 'secret' as const, secretName: 'app' } };
    const message = `The app can not prove itself: ${error.message}`;
    await expect(client.ownToken({ base: `${tenant.entra.url}/${tenantId}/v2.0`, registration }, graph)).rejects.toMatchObject({
      failure,
      message,
    });
  });

  test('by something that is no certificate: that is said, and not shown', async () => {
    const { grant } = ask({ by: 'certificate', secretName: 'app' }, { app: ['PFX in base64'] });
    await expect(grant).rejects.toThrow(/^The app can not prove itself: Key Vault secret app is no certificate with an RSA key in PEM; /);
  });
});

describe('an answer that is none', () => {
  test('of a host that the installation does not connect to: nothing is asked there', async () => {
    const asked = tenant.entra.stats().requests;
    const { grant } = ask({ by: 'managed-identity' }, {}, undefined, asking(dialer([])));
    expect(await grant).toMatchObject({ kind: 'refused', refusal: { error: 'address-refused' } });
    expect(tenant.entra.stats().requests - asked).toBe(0);
  });

  test('of a token endpoint that the provider itself names: it leads nowhere else', async () => {
    const inside = {
      issuer: 'https://login.example',
      authorization_endpoint: 'https://login.example/a',
      token_endpoint: 'https://169.254.169.254/t',
    };
    const named: GuardedFetch = async (url, init) =>
      String(url).endsWith('/openid-configuration') ? Response.json(inside) : asking(loopbackDialer)(url, init);
    const { grant } = ask({ by: 'secret', secretName: 'app' }, { app: ['first-secret'] }, 'https://login.example', named);
    expect(await grant).toMatchObject({ kind: 'refused', refusal: { error: 'address-refused' } });
  });

  test.each([
    ['of a server that is not there', 'https://localhost:1', 'unreachable'],
    ['of an organisation that is not there', null, 'invalid_request'],
  ])('%s', async (_, base, error) => {
    const { grant } = ask({ by: 'managed-identity' }, {}, base ?? `${tenant.entra.url}/nobody.example/v2.0`);
    expect(await grant).toMatchObject({ kind: 'refused', refusal: { error } });
  });

  test.each([
    ['too large', { body: { access_token: 'x'.repeat(300_000) } }, 'unreachable'],
    ['without a token', { body: {} }, 'unreadable'],
  ])('%s', async (_, fault, error) => {
    tenant.entra.faults.add({ operation: '/oauth2/v2.0/token', status: 400, ...fault });
    expect(await ask({ by: 'managed-identity' }).grant).toMatchObject({ kind: 'refused', refusal: { error } });
  });
});

describe('an access token is kept', () => {
  const hour = 3_600_000;
  function world() {
    const state = { now: 0, renewals: 0 };
    const kept = keptAccess(() => state.now);
    const renew = async () => {
      state.renewals += 1;
      return { token: `token ${state.renewals}`, endsAt: state.now + hour };
    };
    return { state, get: (fresh = false) => kept('support', renew, fresh), kept };
  }

  test('until shortly before its end, and callers at the same time share one renewal', async () => {
    const { state, get } = world();
    expect(await Promise.all([get(), get(), get()])).toEqual(['token 1', 'token 1', 'token 1']);
    state.now = hour - 301_000;
    expect(await get()).toBe('token 1');
    state.now = hour - 300_000;
    expect(await get()).toBe('token 2');
  });

  test('and renewed when it did not serve, but not more often than every ten seconds: Entra would take that for a loop', async () => {
    const { state, get } = world();
    await get();
    state.now = 9_000;
    expect(await get(true)).toBe('token 1');
    state.now = 10_000;
    expect(await get(true)).toBe('token 2');
  });

  test('not after a failure', async () => {
    const { state, get, kept } = world();
    await get();
    state.now = hour;
    const failing = async () => {
      throw new Error('refused');
    };
    await expect(kept('support', failing, false)).rejects.toThrow('refused');
    expect(await get()).toBe('token 2');
  });
});
