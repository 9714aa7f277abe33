import { join } from 'node:path';
import { ClientSecretCredential } from '@azure/identity';
import { startAcs } from '../../local/acs/start-acs.ts';
import { acsSender } from '../../shared/adapters/acs/acs-sender.ts';
import { mailApp, startLocalTenant, tenantId } from '../local/support/local-tenant.ts';
import { mailSenderContract, type SenderHarness } from './mail-sender-contract.ts';

mailSenderContract('Communication Services', startHarness);

async function startHarness(): Promise<SenderHarness> {
  const tenant = await startLocalTenant();
  const sent: Uint8Array[] = [];
  const acs = await startAcs({
    port: 0,
    folder: join(tenant.folder, 'acs'),
    tls: tenant.certificates,
    verifyToken: tenant.entra.verifyToken,
    senders: [{ address: 'support@contoso.example' }],
    onSend: async ({ raw }) => void sent.push(raw),
  });
  const credential = new ClientSecretCredential(tenantId, mailApp.clientId, 'first-secret', {
    authorityHost: tenant.entra.url,
    disableInstanceDiscovery: true,
  });
  return {
    sender: acsSender(acs.url, credential),
    reset() {
      sent.length = 0;
    },
    async sent() {
      await acs.idle();
      return [...sent];
    },
    throttleNext: (seconds) => acs.faults.add({ operation: '/emails:send', status: 429, retryAfter: seconds }),
    async stop() {
      await acs.stop();
      await tenant.end();
    },
  };
}
