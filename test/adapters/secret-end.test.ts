import { join } from 'node:path';
import { ClientSecretCredential } from '@azure/identity';
import { SecretClient } from '@azure/keyvault-secrets';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startKeyVault } from '../../local/key-vault/start-key-vault.ts';
import type { Served } from '../../local/simulator/serve.ts';
import { secretEnd } from '../../shared/adapters/key-vault/secret-end.ts';
import { type LocalTenant, mailApp, startLocalTenant, tenantId } from '../local/support/local-tenant.ts';

let tenant: LocalTenant;
let vault: Served;
let client: SecretClient;
beforeAll(async () => {
  tenant = await startLocalTenant();
  vault = await startKeyVault({
    port: 0,
    folder: join(tenant.folder, 'key-vault'),
    tls: tenant.certificates,
    verifyToken: tenant.entra.verifyToken,
    authority: `${tenant.entra.url}/${tenantId}`,
  });
  const authority = { authorityHost: tenant.entra.url, disableInstanceDiscovery: true };
  client = new SecretClient(vault.url, new ClientSecretCredential(tenantId, mailApp.clientId, 'first-secret', authority), {
    disableChallengeResourceVerification: true,
    retryOptions: { maxRetries: 0 },
  });
});
afterAll(async () => {
  await vault?.stop();
  await tenant?.end();
});

const now = new Date('2026-03-01T12:00:00Z');
const endOf = (name: string) =>
  secretEnd(
    async () => client,
    () => now,
  )(name);

test('a secret is good until the date that an admin gave it in Key Vault', async () => {
  const expiresOn = new Date('2026-06-01T00:00:00Z');
  await client.setSecret('mail-app', 'a secret', { expiresOn });
  expect(await endOf('mail-app')).toEqual({
    ...{ name: 'mail-app', checkedAt: now.toISOString(), kind: 'secret' },
    end: { known: true, at: expiresOn.toISOString() },
  });
});

test('without a date that is not known, as when there is no such secret, or no answer', async () => {
  await client.setSecret('no-date', 'a secret');
  expect((await endOf('no-date')).end).toEqual({ known: false, why: 'no-date' });
  expect((await endOf('nobody')).end).toEqual({ known: false, why: 'missing' });
  const refused = secretEnd(
    () => Promise.reject(new Error('no token')),
    () => now,
  );
  expect((await refused('mail-app')).end).toEqual({ known: false, why: 'unreachable' });
});

test('a certificate says it itself', async () => {
  await client.setSecret('app-certificate', `-----BEGIN PRIVATE KEY-----\nx\n-----END PRIVATE KEY-----\n${tenant.certificates.ca}`);
  expect(await endOf('app-certificate')).toMatchObject({
    kind: 'certificate',
    end: { known: true, at: expect.stringMatching(/^20\d\d-/) },
  });
});
