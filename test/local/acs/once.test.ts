import { join } from 'node:path';
import type { EmailMessage } from '@azure/communication-email';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { OutgoingMail } from '../../../local/acs/send-pump.ts';
import { type Acs, type AcsOptions, startAcs } from '../../../local/acs/start-acs.ts';
import { acsClient } from '../support/acs-client.ts';
import { type LocalTenant, startLocalTenant } from '../support/local-tenant.ts';

const message: EmailMessage = {
  senderAddress: 'support@contoso.example',
  content: { subject: 'Once', plainText: 'Once' },
  recipients: { to: [{ address: 'alice@fabrikam.example' }] },
};
let tenant: LocalTenant;
beforeAll(async () => {
  tenant = await startLocalTenant();
});
afterAll(() => tenant.end());

const start = (name: string, options: Partial<AcsOptions>) =>
  startAcs({
    port: 0,
    folder: join(tenant.folder, name),
    tls: tenant.certificates,
    verifyToken: tenant.entra.verifyToken,
    senders: [{ address: 'support@contoso.example' }],
    onSend: async () => {},
    ...options,
  });
const clientOf = ({ url }: Acs) => acsClient(tenant, url, { retryDelayInMs: 5, maxRetries: 3 });

describe('the same Operation-Id again', () => {
  const operationId = 'f3b2a1c0-1111-4222-8333-444455556666';

  it('is answered alike and sends nothing twice, also after a restart', async () => {
    const sent: OutgoingMail[] = [];
    const onSend = async (mail: OutgoingMail) => void sent.push(mail);
    const first = await start('again', { onSend });
    await (await clientOf(first).beginSend(message, { operationId })).pollUntilDone();
    await (await clientOf(first).beginSend(message, { operationId })).pollUntilDone();
    await first.stop();
    const second = await start('again', { onSend });
    const result = await (await clientOf(second).beginSend(message, { operationId })).pollUntilDone();
    await second.idle();
    await second.stop();
    expect(result).toMatchObject({ id: operationId, status: 'Succeeded' });
    expect(sent.map((mail) => mail.operationId)).toEqual([operationId]);
  });

  it('two at the same moment send one mail', async () => {
    const sent: OutgoingMail[] = [];
    const acs = await start('race', { onSend: async (mail) => void sent.push(mail) });
    const client = clientOf(acs);
    await Promise.all([1, 2, 3, 4].map(() => client.beginSend(message, { operationId })));
    await acs.idle();
    await acs.stop();
    expect(sent).toHaveLength(1);
  });

  it('after a lost answer the client tries again, and one mail leaves', async () => {
    const sent: OutgoingMail[] = [];
    const acs = await start('lost', { onSend: async (mail) => void sent.push(mail) });
    acs.faults.add({ operation: '/emails:send', dropConnection: true, when: 'after' });
    acs.faults.add({ operation: '/emails:send', status: 503, when: 'after' });
    await (await clientOf(acs).beginSend(message, { operationId })).pollUntilDone();
    await acs.idle();
    expect(acs.stats().byOperation['POST /emails:send']).toBe(3);
    await acs.stop();
    expect(sent).toHaveLength(1);
  });
});

describe('a crash after the 202', () => {
  it('loses nothing: the next start sends what was accepted, under the same id', async () => {
    const refusing = await start('crash', {
      onSend: async () => {
        throw new Error('the process is about to die');
      },
    });
    const poller = await clientOf(refusing).beginSend(message);
    expect(poller.getOperationState().status).toBe('running');
    await refusing.stop();
    const sent: OutgoingMail[] = [];
    const revived = await start('crash', { onSend: async (mail) => void sent.push(mail) });
    await revived.idle();
    await revived.stop();
    expect(sent).toHaveLength(1);
    expect(sent[0]).toMatchObject({ from: 'support@contoso.example', to: ['alice@fabrikam.example'] });
    expect(Buffer.from(sent[0]?.raw ?? '').toString()).toContain('Subject: Once');
  });
});

describe('quotas', () => {
  it('of the service can be switched on: so many a minute, then 429 with the time to wait', async () => {
    const limits = { sendPerMinute: 2, sendPerHour: 100, statusPerMinute: 60, statusPerHour: 200 };
    let clock = Date.now();
    const acs = await start('quota', { limits, now: () => clock });
    const client = acsClient(tenant, acs.url);
    await client.beginSend(message);
    await client.beginSend(message);
    await expect(client.beginSend(message)).rejects.toMatchObject({ statusCode: 429, response: { headers: expect.anything() } });
    clock += 60_000;
    await client.beginSend(message);
    await acs.stop();
  });
});
