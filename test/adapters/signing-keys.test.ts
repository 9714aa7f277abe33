import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ClientSecretCredential } from '@azure/identity';
import { SecretClient } from '@azure/keyvault-secrets';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startKeyVault } from '../../local/key-vault/start-key-vault.ts';
import type { Served } from '../../local/simulator/serve.ts';
import { signingKeys } from '../../shared/adapters/key-vault/signing-keys.ts';
import { type LocalTenant, mailApp, startLocalTenant, tenantId } from '../local/support/local-tenant.ts';

let tenant: LocalTenant;
let vault: Served;
let secrets: SecretClient;
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
  secrets = new SecretClient(vault.url, new ClientSecretCredential(tenantId, mailApp.clientId, 'first-secret', authority), {
    disableChallengeResourceVerification: true,
  });
});
afterAll(async () => {
  await vault.stop();
  await tenant.end();
});
const read = () => signingKeys(secrets, Date.now)();

test('the first key is made, and has 32 bytes', async () => {
  expect((await read()).map(({ length }) => length)).toEqual([32]);
});

test.each([
  ['no base64', 'this is not a key, but a long enough sentence'],
  ['short', randomBytes(16).toString('base64')],
  ['blank', ' '],
])('a version that is %s stops everything that signs or verifies, until it is disabled', async (_, value) => {
  const { properties } = await secrets.setSecret('reply-signing-key', value);
  const error = await read().catch((problem: unknown) => String(problem));
  expect(error).toContain(`reply-signing-key, version ${properties.version}`);
  if (value.trim() !== '') expect(error).not.toContain(value);
  await secrets.updateSecretProperties('reply-signing-key', properties.version ?? '', { enabled: false });
  expect(await read()).toHaveLength(1);
});

test('a new version verifies at once, and signs only when every process has read it; the older one signs until then', async () => {
  const [old] = await read();
  // Key Vault knows the age of a version in seconds
  await sleep(1100);
  const value = randomBytes(32);
  await secrets.setSecret('reply-signing-key', value.toString('base64'));
  const [signing, other] = await read();
  expect([signing, other].map((key) => Buffer.from(key ?? []))).toEqual([Buffer.from(old), value]);
  const inElevenMinutes = signingKeys(secrets, () => Date.now() + 11 * 60_000);
  expect(Buffer.from((await inElevenMinutes())[0])).toEqual(value);
});

test('many versions made at once do not push out the one that signs', async () => {
  const [signing] = await read();
  for (let n = 0; n < 5; n += 1) await secrets.setSecret('reply-signing-key', randomBytes(32).toString('base64'));
  const keys = await read();
  expect(keys).toHaveLength(4);
  expect(Buffer.from(keys[0])).toEqual(Buffer.from(signing));
});
