import { join } from 'node:path';
import { ClientSecretCredential } from '@azure/identity';
import { startAcs } from '../../../local/acs/start-acs.ts';
import { acsSender } from '../../../shared/adapters/acs/acs-sender.ts';
import { mailApp, startLocalTenant, tenantId } from './local-tenant.ts';

/** Communication Services, which sends from one address, the channel on it, and what left. */
export async function startLocalAcs(address: string) {
  const tenant = await startLocalTenant();
  const sent: Uint8Array[] = [];
  const acs = await startAcs({
    port: 0,
    folder: join(tenant.folder, 'acs'),
    tls: tenant.certificates,
    verifyToken: tenant.entra.verifyToken,
    senders: [{ address }],
    onSend: async ({ raw }) => void sent.push(raw),
  });
  const credential = new ClientSecretCredential(tenantId, mailApp.clientId, 'first-secret', {
    authorityHost: tenant.entra.url,
    disableInstanceDiscovery: true,
  });
  return { tenant, acs, sent, sender: acsSender(acs.url, credential) };
}
