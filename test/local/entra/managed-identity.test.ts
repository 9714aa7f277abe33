import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { startAcs } from '../../../local/acs/start-acs.ts';
import { startKeyVault } from '../../../local/key-vault/start-key-vault.ts';
import { aRawMail } from '../support/a-raw-mail.ts';
import { startLocalGraph, support } from '../support/local-graph.ts';
import { appIdentity, tenantId } from '../support/local-tenant.ts';

it('an app process reaches Graph, Key Vault and Communication Services with its managed identity, as it would on Azure', async () => {
  const { tenant, graph, end } = await startLocalGraph();
  const common = { port: 0, folder: tenant.folder, tls: tenant.certificates, verifyToken: tenant.entra.verifyToken };
  const vault = await startKeyVault({ ...common, authority: `${tenant.entra.url}/${tenantId}` });
  const recipients: string[] = [];
  const acs = await startAcs({
    ...common,
    senders: [{ address: support }],
    onSend: async ({ to }) => void recipients.push(...to),
  });
  await graph.deliver(support, aRawMail({ Subject: 'Waiting' }));

  const script = fileURLToPath(new URL('../support/app-process.ts', import.meta.url));
  const { stdout } = await promisify(execFile)(process.execPath, [script, graph.url, vault.url, acs.url, appIdentity.clientId, support], {
    env: { PATH: process.env.PATH, NODE_EXTRA_CA_CERTS: tenant.certificates.caFile, ...tenant.entra.identityEnvironment },
    timeout: 20_000,
  });
  expect(JSON.parse(stdout)).toEqual({ secret: 'hello', mail: expect.stringMatching(/running|succeeded/), subjects: ['Waiting'] });
  await acs.idle();
  expect(recipients).toEqual(['alice@fabrikam.example']);
  await Promise.all([acs.stop(), vault.stop()]);
  await end();
});
