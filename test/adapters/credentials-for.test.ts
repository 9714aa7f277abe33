import { decodeJwt } from 'jose';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { credentialsFor, type OwnLogin } from '../../shared/adapters/oauth/credentials-for.ts';
import { Login } from '../../shared/domain/mailboxes/login.ts';
import { MailSourceError } from '../../shared/errors.ts';
import { type LocalTenant, mailApp, startLocalTenant, tenantId } from '../local/support/local-tenant.ts';

/** How a mailbox logs in, by the method that is stored with it. */

let tenant: LocalTenant;
beforeAll(async () => {
  tenant = await startLocalTenant();
});
afterAll(() => tenant.end());

const scope = 'https://outlook.office365.com/.default';
const app = { method: 'client-credentials', tenantId, clientId: mailApp.clientId, secretName: 'mail-app', scope };

/** The credentials of a login, with these secrets in Key Vault. */
function credentials(secrets: Map<string, string>, now = Date.now) {
  const asked: [string, boolean][] = [];
  const had = credentialsFor({
    async secretOf(name, fresh) {
      asked.push([name, fresh]);
      const secret = secrets.get(name);
      if (secret === undefined) throw new MailSourceError('login-refused', `Key Vault has no secret ${name}; add it`);
      return secret;
    },
    token: async (wanted) => `the app's own token for ${wanted}`,
    now,
    authority: { authorityHost: tenant.entra.url, disableInstanceDiscovery: true },
  });
  return { asked, had: (login: unknown, fresh = false) => had(ownLogin(login), fresh) };
}

/** A login that is the mailbox's own setting, and no person's consent. */
function ownLogin(login: unknown): OwnLogin {
  const parsed = Login.parse(login);
  if (parsed.method === 'refresh-token') throw new Error('no login of its own');
  return parsed;
}

describe('a mailbox logs in', () => {
  test('by password: the secret of that name', async () => {
    const { had, asked } = credentials(new Map([['imap-helpdesk', 'pässword']]));
    expect(await had({ method: 'password', secretName: 'imap-helpdesk' }, true)).toEqual({ password: 'pässword' });
    expect(asked).toEqual([['imap-helpdesk', true]]);
  });

  test("by the app's managed identity: a token for the scope", async () => {
    const { had } = credentials(new Map());
    expect(await had({ method: 'managed-identity', scope })).toEqual({ accessToken: `the app's own token for ${scope}` });
  });

  test('by an app registration with a secret: its token, kept until it is refused or ends', async () => {
    let now = Date.now();
    const { had, asked } = credentials(new Map([['mail-app', mailApp.secrets[0] ?? '']]), () => now);
    const first = await had(app);
    const token = 'accessToken' in first ? first.accessToken : '';
    expect(decodeJwt(token)).toMatchObject({ aud: 'https://outlook.office365.com', appid: mailApp.clientId });
    expect(await had(app)).toEqual(first);
    expect(asked.map(([, fresh]) => fresh)).toEqual([false, false]);
    now += 24 * 3_600_000;
    await had(app);
    await had(app, true);
    expect(asked.at(-1)).toEqual(['mail-app', true]);
  });
});

test('a secret that is missing is named', async () => {
  const error = await credentials(new Map())
    .had(app)
    .catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(MailSourceError);
  expect(error).toMatchObject({ failure: 'login-refused', message: 'Key Vault has no secret mail-app; add it' });
});

test('a vault that does not answer has refused nobody: three times that are not three wrong passwords', async () => {
  const sources = {
    secretOf: () => Promise.reject(new Error('Key Vault does not hand over secret x: 503')),
    token: async () => '',
    now: Date.now,
  };
  const had = credentialsFor(sources)(ownLogin({ method: 'password', secretName: 'x' }), false);
  await expect(had).rejects.toMatchObject({ failure: 'unreachable', message: expect.stringContaining('503') });
});

test('a client secret that Entra refuses is not in the error', async () => {
  const secret = 'a-secret-that-has-expired';
  const error = await credentials(new Map([['mail-app', secret]]))
    .had(app)
    .catch((thrown: unknown) => thrown);
  expect(String(error)).toContain('AADSTS7000215');
  expect(String(error)).not.toContain(secret);
});

test.each([
  ['a secret name with an underscore', { method: 'password', secretName: 'imap_helpdesk' }, /secretName/],
  ['a client id that is none', { ...app, clientId: 'the app' }, /clientId/],
  ['no tenant', { ...app, tenantId: '' }, /tenantId/],
  ['a method that nobody knows', { method: 'kerberos' }, /method/],
])('%s is refused, with the name of the field', (_, login, field) => {
  expect(() => Login.parse(login)).toThrow(field);
});
