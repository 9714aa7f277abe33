import { join } from 'node:path';
import { ClientSecretCredential } from '@azure/identity';
import { SecretClient } from '@azure/keyvault-secrets';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startKeyVault } from '../../local/key-vault/start-key-vault.ts';
import type { Served } from '../../local/simulator/serve.ts';
import { keyVaultSecrets } from '../../shared/adapters/key-vault/secret-store.ts';
import { all } from '../local/support/all.ts';
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
  await vault.stop();
  await tenant.end();
});
const secrets = keyVaultSecrets(async () => client);

/** What every store of secrets promises. */
describe('a store of secrets', () => {
  test('gives back what was written, and the newest value when it was written again', async () => {
    await secrets.write('imap-helpdesk', 'pässword "1"');
    expect(await secrets.read('imap-helpdesk')).toBe('pässword "1"');
    await secrets.write('imap-helpdesk', 'pässword "2"');
    expect(await secrets.read('imap-helpdesk')).toBe('pässword "2"');
  });

  test('has nothing under a name that was never written', async () => {
    expect(await secrets.read('nobody')).toBeNull();
  });

  test('removes a secret; one that is not there is removed already', async () => {
    await secrets.write('leaving', 'x');
    await secrets.remove('leaving');
    expect(await secrets.read('leaving')).toBeNull();
    await secrets.remove('leaving');
    await secrets.remove('never-there');
  });

  test('takes a secret under the name of one that was removed', async () => {
    await secrets.write('back-again', 'old');
    await secrets.remove('back-again');
    await secrets.write('back-again', 'new');
    expect(await secrets.read('back-again')).toBe('new');
    // Key Vault has recovered the old one as well
    expect(await all(client.listPropertiesOfSecretVersions('back-again'))).toHaveLength(2);
  });

  test.each(['', 'under_score', '../keys/other', 'imap/helpdesk', 'x'.repeat(128)])('refuses the name "%s"', async (name) => {
    for (const refused of [secrets.read(name), secrets.write(name, 'x'), secrets.remove(name)])
      await expect(refused).rejects.toThrow('The name of a secret must be 1 to 127 letters, digits or hyphens');
  });
});

test('a refusal of Key Vault names the secret and the code, never a value', async () => {
  vault.faults.add({ operation: 'PUT /secrets/{name}', status: 403 });
  const error = await secrets.write('imap-helpdesk', 'a new pässword').catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ message: expect.stringMatching(/^Key Vault does not take secret imap-helpdesk: /) });
  const whole = JSON.stringify(error, Object.getOwnPropertyNames(error));
  expect(whole).not.toContain('a new p');
  expect(await secrets.read('imap-helpdesk')).toBe('pässword "2"');
});
