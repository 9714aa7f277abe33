import type { EmailClient, EmailMessage } from '@azure/communication-email';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { DeliveryReportEvent } from '../../../local/acs/delivery-report.ts';
import type { OutgoingMail } from '../../../local/acs/send-pump.ts';
import { type Acs, startAcs } from '../../../local/acs/start-acs.ts';
import { acsClient } from '../support/acs-client.ts';
import { type LocalTenant, startLocalTenant } from '../support/local-tenant.ts';

const senders = [{ address: 'support@contoso.example', displayName: 'Contoso Süpport' }];
const sent: OutgoingMail[] = [];
const reports: DeliveryReportEvent[] = [];
let tenant: LocalTenant;
let acs: Acs;
let client: EmailClient;

beforeAll(async () => {
  tenant = await startLocalTenant();
  acs = await startAcs({
    port: 0,
    folder: tenant.folder,
    tls: tenant.certificates,
    verifyToken: tenant.entra.verifyToken,
    senders,
    onSend: async (mail) => void sent.push(mail),
    onDeliveryReport: async (event) => void reports.push(event),
  });
  client = acsClient(tenant, acs.url);
});
beforeEach(() => {
  sent.length = 0;
  reports.length = 0;
  acs.clearOutcomes();
  acs.faults.clear();
});
afterAll(async () => {
  await acs.stop();
  await tenant.end();
});

const aMessage = (changes: Partial<EmailMessage> = {}): EmailMessage => ({
  senderAddress: 'support@contoso.example',
  content: { subject: 'We have your mail – thank you', plainText: 'Hello Alice' },
  recipients: { to: [{ address: 'alice@fabrikam.example', displayName: 'Alice Ämes' }] },
  ...changes,
});
const send = async (message: EmailMessage, operationId?: string) => {
  const poller = await client.beginSend(message, { updateIntervalInMs: 5, ...(operationId ? { operationId } : {}) });
  const result = await poller.pollUntilDone();
  await acs.idle();
  return result;
};

describe('what goes wrong later', () => {
  it('an operation fails when asked to, and its mail never leaves', async () => {
    acs.failNext({ code: 'EmailDroppedAllRecipientsSuppressed', message: 'All recipients are suppressed.' });
    const result = client.beginSend(aMessage(), { updateIntervalInMs: 5 }).then((poller) => poller.pollUntilDone());
    await expect(result).rejects.toThrow(/EmailDroppedAllRecipientsSuppressed/);
    await acs.idle();
    expect([sent, reports]).toEqual([[], []]);
  });

  it('requests are throttled when asked to, the first of them only', async () => {
    acs.faults.add({ operation: '/emails:send', status: 429, retryAfter: 1 });
    await expect(client.beginSend(aMessage())).rejects.toMatchObject({ statusCode: 429, code: 'TooManyRequests' });
    expect((await send(aMessage())).status).toBe('Succeeded');
  });

  it('each recipient gets a delivery report, bounces with their reason', async () => {
    acs.setOutcome({ address: 'gone@fabrikam.example', status: 'Bounced', message: '550 5.1.1 user unknown' });
    acs.setOutcome({ address: 'blocked@fabrikam.example', status: 'Suppressed', message: 'Recipient is on the suppression list' });
    const addresses = ['alice', 'gone', 'blocked'].map((name) => ({ address: `${name}@fabrikam.example` }));
    const { id } = await send(aMessage({ recipients: { to: addresses }, headers: { 'Message-ID': '<report@contoso.example>' } }));
    expect(sent[0]?.to).not.toContain('blocked@fabrikam.example');
    expect(reports.map(({ data }) => [data.recipient, data.status, data.deliveryStatusDetails.statusMessage])).toEqual([
      ['alice@fabrikam.example', 'Delivered', 'No errors occurred during delivery'],
      ['gone@fabrikam.example', 'Bounced', '550 5.1.1 user unknown'],
      ['blocked@fabrikam.example', 'Suppressed', 'Recipient is on the suppression list'],
    ]);
    expect(reports[0]).toMatchObject({
      eventType: 'Microsoft.Communication.EmailDeliveryReportReceived',
      subject: `sender/support@contoso.example/message/${id}`,
      data: { messageId: id, internetMessageId: '<report@contoso.example>', sender: 'support@contoso.example' },
    });
  });
});
