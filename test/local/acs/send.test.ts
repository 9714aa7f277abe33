import { EmailClient, type EmailMessage } from '@azure/communication-email';
import { simpleParser } from 'mailparser';
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
const parsedMail = () => simpleParser(Buffer.from(sent[0]?.raw ?? ''));

describe('a mail through the official client', () => {
  it('leaves with everything that was asked for', async () => {
    const headers = {
      'Message-ID': '<t.1.abc@contoso.example>',
      'In-Reply-To': '<first@fabrikam.example>',
      References: '<root@fabrikam.example> <first@fabrikam.example>',
      'Auto-Submitted': 'auto-generated',
      'X-Auto-Response-Suppress': 'All',
      'X-Note': 'Grüße',
    };
    const attachments = [
      { name: 'Übersicht.pdf', contentType: 'application/pdf', contentInBase64: Buffer.from('%PDF-1.4').toString('base64') },
      { name: 'logo.png', contentType: 'image/png', contentInBase64: Buffer.from('picture').toString('base64'), contentId: 'logo' },
    ];
    const content = { subject: 'Ticket [Ticket #SUP-1001] – Grüße', plainText: 'Text', html: '<p>Text<img src="cid:logo"></p>' };
    const recipients = {
      to: [{ address: 'alice@fabrikam.example', displayName: 'Alice "A." Ämes' }],
      cc: [{ address: 'bob@fabrikam.example' }],
      bcc: [{ address: 'hidden@contoso.example' }],
    };
    const result = await send(
      aMessage({ headers, attachments, content, recipients, replyTo: [{ address: 'support+token@contoso.example' }] }),
    );
    expect(result.status).toBe('Succeeded');
    expect(sent[0]).toMatchObject({ from: 'support@contoso.example', operationId: result.id });
    expect(sent[0]?.to.toSorted()).toEqual(['alice@fabrikam.example', 'bob@fabrikam.example', 'hidden@contoso.example']);
    const mail = await parsedMail();
    expect(mail.messageId).toBe('<t.1.abc@contoso.example>');
    expect(mail.inReplyTo).toBe('<first@fabrikam.example>');
    expect(mail.references).toEqual(['<root@fabrikam.example>', '<first@fabrikam.example>']);
    expect(mail.subject).toBe(content.subject);
    expect(mail.from?.value).toEqual([{ address: 'support@contoso.example', name: 'Contoso Süpport' }]);
    expect(mail.to).toMatchObject({ value: [{ address: 'alice@fabrikam.example', name: 'Alice "A." Ämes' }] });
    expect(mail.replyTo?.value).toMatchObject([{ address: 'support+token@contoso.example' }]);
    expect([mail.headers.get('auto-submitted'), mail.headers.get('x-auto-response-suppress')]).toEqual(['auto-generated', 'All']);
    expect(Buffer.from(sent[0]?.raw ?? '').toString('latin1')).toContain('X-Note: =?UTF-8?Q?Gr=C3=BC=C3=9Fe?=');
    expect(mail.headers.has('bcc')).toBe(false);
    expect(mail.attachments.map(({ filename, cid, content }) => [filename, cid, content.toString()])).toEqual([
      ['logo.png', 'logo', 'picture'],
      ['Übersicht.pdf', undefined, '%PDF-1.4'],
    ]);
  });

  it('is refused without a token for the service', async () => {
    const getToken = async () => ({ token: 'made up', expiresOnTimestamp: Date.now() + 3_600_000 });
    const stranger = new EmailClient(acs.url, { getToken });
    await expect(stranger.beginSend(aMessage())).rejects.toMatchObject({ statusCode: 401, code: 'Denied' });
  });
});

describe('what the service refuses', () => {
  const many = Array.from({ length: 51 }, (_, index) => ({ address: `user${index}@fabrikam.example` }));
  it.each<[string, Partial<EmailMessage>, object]>([
    ['a sender with a name in it', { senderAddress: 'Support <support@contoso.example>' }, { statusCode: 400 }],
    [
      'an unknown sender of a linked domain',
      { senderAddress: 'sales@contoso.example' },
      { statusCode: 400, code: 'InvalidSenderUserName' },
    ],
    ['a domain that is not linked', { senderAddress: 'support@elsewhere.example' }, { statusCode: 404, code: 'DomainNotLinked' }],
    ['51 recipients', { recipients: { bcc: many } }, { statusCode: 400 }],
    ['no recipient', { recipients: { to: [] } }, { statusCode: 400 }],
    ['Reply-To as a header', { headers: { 'Reply-To': 'x@y.example' } }, { statusCode: 400 }],
    ['a header with a line break', { headers: { 'X-Note': 'a\r\nBcc: everyone@y.example' } }, { statusCode: 400 }],
    [
      'a bad Message-ID that is to be validated',
      { headers: { 'Message-ID': 'rubbish', 'x-ms-acsemail-validate-message-id': 'true' } },
      { statusCode: 400 },
    ],
  ])('%s', async (_name, changes, refusal) => {
    await expect(client.beginSend(aMessage(changes))).rejects.toMatchObject(refusal);
    expect(sent).toEqual([]);
  });

  it('more than 10 MB', async () => {
    const attachments = [{ name: 'big.bin', contentType: 'application/octet-stream', contentInBase64: 'A'.repeat(10 * 1024 * 1024) }];
    await expect(client.beginSend(aMessage({ attachments }))).rejects.toMatchObject({ statusCode: 413 });
  });

  it('a bad or used Message-ID is replaced in silence', async () => {
    await send(aMessage({ headers: { 'Message-ID': '<once@contoso.example>' } }));
    await send(aMessage({ headers: { 'Message-ID': '<once@contoso.example>' } }));
    const ids = await Promise.all(sent.map(async ({ raw }) => (await simpleParser(Buffer.from(raw))).messageId));
    expect(ids[0]).toBe('<once@contoso.example>');
    expect(ids[1]).toMatch(/^<[0-9a-f-]{36}@contoso\.example>$/);
  });
});
