import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Certificates, makeCertificates } from '../../../local/cloud/certificates.ts';
import { type Entra, type EntraOptions, startEntra } from '../../../local/entra/start-entra.ts';
import { trust } from './trust.ts';

export const tenantId = '5f2c1f52-3f5b-4a57-9d0e-2f6c0b7a1e11';
export const mailApp = {
  clientId: '0b7d4c1e-64f0-4a5c-8f3e-5d2c9a1b7e01',
  secrets: ['first-secret', 'second~secret with +/= and ü'],
  redirectUris: ['http://localhost/api/oauth/callback'],
  federatedSubjects: ['9c1de9a0-1e35-4e5f-9f4d-30c4b1d1aa02'],
};
export const appIdentity = { clientId: '7e6f2f7c-8a0e-4d0f-bd53-6a1f0f3e2c03', principalId: '9c1de9a0-1e35-4e5f-9f4d-30c4b1d1aa02' };

export type LocalTenant = { folder: string; certificates: Certificates; entra: Entra; end(): Promise<void> };

/**
 * A tenant with one app and one managed identity, in a folder of its own; this thread trusts its
 * certificates.
 */
export async function startLocalTenant(options: Partial<EntraOptions> = {}): Promise<LocalTenant> {
  const folder = await mkdtemp(join(tmpdir(), 'psa-email-'));
  const certificates = await makeCertificates(join(folder, 'certificates'));
  trust(certificates.ca);
  const entra = await startEntra({
    port: 0,
    folder: join(folder, 'entra'),
    tls: certificates,
    tenantId,
    apps: [mailApp],
    managedIdentities: [appIdentity],
    ...options,
  });
  return {
    folder,
    certificates,
    entra,
    async end() {
      await entra.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
