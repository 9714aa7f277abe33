import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { ClientSecretCredential } from '@azure/identity';
import { SecretClient } from '@azure/keyvault-secrets';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startKeyVault } from '../../../local/key-vault/start-key-vault.ts';
import type { Served } from '../../../local/simulator/serve.ts';
import { all } from '../support/all.ts';
import { type LocalTenant, mailApp, startLocalTenant, tenantId } from '../support/local-tenant.ts';

let tenant: LocalTenant;
let vault: Served;
let client: SecretClient;
const start = () =>
  startKeyVault({
    port: 0,
    folder: join(tenant.folder, 'key-vault'),
    tls: tenant.certificates,
    verifyToken: tenant.entra.verifyToken,
    authority: `${tenant.entra.url}/${tenantId}`,
  });
const clientOf = (url: string) =>
  new SecretClient(
    url,
    new ClientSecretCredential(tenantId, mailApp.clientId, 'first-secret', {
      authorityHost: tenant.entra.url,
      disableInstanceDiscovery: true,
    }),
    { disableChallengeResourceVerification: true, retryOptions: { maxRetries: 0 } },
  );

beforeAll(async () => {
  tenant = await startLocalTenant();
  vault = await start();
  client = clientOf(vault.url);
});
afterAll(async () => {
  await vault.stop();
  await tenant.end();
});

describe('a secret', () => {
  it('is set and read again, with its settings', async () => {
    const notBefore = new Date('2026-11-01T00:00:00Z');
    await client.setSecret('mailbox-helpdesk', 'pässword "1"', { contentType: 'text/plain', tags: { mailbox: 'helpdesk' }, notBefore });
    const secret = await client.getSecret('mailbox-helpdesk');
    expect(secret).toMatchObject({ name: 'mailbox-helpdesk', value: 'pässword "1"' });
    expect(secret.properties).toMatchObject({
      contentType: 'text/plain',
      tags: { mailbox: 'helpdesk' },
      enabled: true,
      notBefore,
      recoveryLevel: 'Recoverable',
    });
  });

  it('gets a new version each time it is set; older ones stay until they are disabled', async () => {
    const old = await client.setSecret('refresh-token', 'one');
    const current = await client.setSecret('refresh-token', 'two');
    expect((await client.getSecret('refresh-token')).value).toBe('two');
    const oldVersion = old.properties.version ?? '';
    expect((await client.getSecret('refresh-token', { version: oldVersion })).value).toBe('one');
    await client.updateSecretProperties('refresh-token', oldVersion, { enabled: false });
    await expect(client.getSecret('refresh-token', { version: oldVersion })).rejects.toMatchObject({ statusCode: 403, code: 'Forbidden' });
    const versions = await all(client.listPropertiesOfSecretVersions('refresh-token'));
    expect(versions.map(({ version, enabled }) => [version, enabled])).toEqual([
      [oldVersion, false],
      [current.properties.version, true],
    ]);
  });

  it('that is not there is SecretNotFound', async () => {
    await expect(client.getSecret('nothing')).rejects.toMatchObject({ statusCode: 404, code: 'SecretNotFound' });
  });

  it('with a name or value that the service refuses is refused', async () => {
    await expect(client.setSecret('under_score', 'x')).rejects.toMatchObject({ statusCode: 400, code: 'BadParameter' });
    await expect(client.setSecret('too-long', 'x'.repeat(25 * 1024 + 1))).rejects.toMatchObject({ statusCode: 400 });
  });

  it('is deleted softly: gone, its name taken, recoverable, never purged', async () => {
    await client.setSecret('leaving', 'x');
    const poller = await client.beginDeleteSecret('leaving', { intervalInMs: 10 });
    await poller.pollUntilDone();
    await expect(client.getSecret('leaving')).rejects.toMatchObject({ code: 'SecretNotFound' });
    await expect(client.setSecret('leaving', 'y')).rejects.toMatchObject({ statusCode: 409 });
    await expect(client.purgeDeletedSecret('leaving')).rejects.toMatchObject({ statusCode: 403 });
    await (await client.beginRecoverDeletedSecret('leaving', { intervalInMs: 10 })).pollUntilDone();
    expect((await client.getSecret('leaving')).value).toBe('x');
  });
});

describe('the vault', () => {
  it('lists its secrets, page by page', async () => {
    const names = Array.from({ length: 30 }, (_, index) => `many-${String(index).padStart(2, '0')}`);
    for (const name of names) await client.setSecret(name, 'x');
    const pages = await all(client.listPropertiesOfSecrets().byPage());
    expect(pages.map((page) => page.length)).toEqual([25, pages.flat().length - 25]);
    expect(pages.flat().map((secret) => secret.name)).toEqual(expect.arrayContaining(names));
  });

  it('asks strangers for a token, and says where to get one', async () => {
    const answer = await fetch(`${vault.url}/secrets/any?api-version=7.6`);
    expect(answer.status).toBe(401);
    expect(answer.headers.get('www-authenticate')).toBe(
      `Bearer authorization="${tenant.entra.url}/${tenantId}", resource="https://vault.azure.net"`,
    );
  });

  it('keeps everything over a restart, readable by the owner only', async () => {
    await client.setSecret('lasting', 'still here');
    await vault.stop();
    vault = await start();
    client = clientOf(vault.url);
    expect((await client.getSecret('lasting')).value).toBe('still here');
    expect((await stat(join(tenant.folder, 'key-vault', 'key-vault.sqlite'))).mode & 0o777).toBe(0o600);
  });

  it('is throttled when asked to, and counts what it was asked', async () => {
    vault.faults.add({ operation: 'GET /secrets/{name}', status: 429, retryAfter: 3 });
    await expect(client.getSecret('lasting')).rejects.toMatchObject({ statusCode: 429 });
    const before = vault.stats().byOperation['GET /secrets/{name}'] ?? 0;
    await client.getSecret('lasting');
    expect(vault.stats().byOperation['GET /secrets/{name}']).toBe(before + 1);
  });
});
