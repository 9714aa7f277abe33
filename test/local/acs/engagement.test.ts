import { afterAll, beforeAll, expect, test } from 'vitest';
import type { EngagementEvent } from '../../../local/acs/delivery-report.ts';
import { type Acs, startAcs } from '../../../local/acs/start-acs.ts';
import { parseEngagement } from '../../../shared/domain/notifications/engagement.ts';
import { acsClient } from '../support/acs-client.ts';
import { type LocalTenant, startLocalTenant } from '../support/local-tenant.ts';

/** A mail that its recipient opens, as Communication Services reports it. */

const views: EngagementEvent[] = [];
let tenant: LocalTenant;
let acs: Acs;
beforeAll(async () => {
  tenant = await startLocalTenant();
  acs = await startAcs({
    ...{ port: 0, folder: tenant.folder, tls: tenant.certificates, verifyToken: tenant.entra.verifyToken },
    senders: [{ address: 'support@contoso.example', displayName: 'Support' }],
    onSend: async () => {},
    onEngagement: async (event) => void views.push(event),
  });
});
afterAll(async () => {
  await acs.stop();
  await tenant.end();
});

test('is reported only where the mail may be tracked, each view for itself', async () => {
  const client = acsClient(tenant, acs.url);
  const send = async (disableUserEngagementTracking: boolean, address: string) => {
    const content = { subject: 'Hello', plainText: 'Hello' };
    const message = { senderAddress: 'support@contoso.example', content, recipients: { to: [{ address }] }, disableUserEngagementTracking };
    return (await client.beginSend(message, { updateIntervalInMs: 5 })).pollUntilDone();
  };
  await send(true, 'alice@fabrikam.example');
  const { id } = await send(false, 'bob@fabrikam.example');
  expect(await acs.view('alice@fabrikam.example')).toBe(false);
  expect([await acs.view('Bob@fabrikam.example'), await acs.view('bob@fabrikam.example')]).toEqual([true, true]);
  const read = views.map(parseEngagement);
  expect(read.map((one) => [one?.operationId, one?.kind])).toEqual(Array(2).fill([id, 'view']));
  expect(new Set(read.map((one) => one?.id)).size).toBe(2);
});
