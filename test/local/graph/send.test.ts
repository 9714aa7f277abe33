import { setTimeout as sleep } from 'node:timers/promises';
import { simpleParser } from 'mailparser';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { realLimits } from '../../../local/graph/mailbox-route.ts';
import { startGraph } from '../../../local/graph/start-graph.ts';
import { aRawMail } from '../support/a-raw-mail.ts';
import { type LocalGraph, startLocalGraph, support } from '../support/local-graph.ts';

let local: LocalGraph;
beforeAll(async () => {
  local = await startLocalGraph();
});
afterAll(() => local.end());
beforeEach(() => {
  local.sent.length = 0;
});

const user = `/users/${support}`;
const to = (...addresses: string[]) => addresses.map((address) => ({ emailAddress: { address } }));
const mime = (path: string, raw: Uint8Array) =>
  local.client.api(path).header('Content-Type', 'text/plain').post(Buffer.from(raw).toString('base64'));
const lastSent = async () => simpleParser(Buffer.from(local.sent.at(-1)?.raw ?? ''));
const sentItems = async () => (await local.client.api(`${user}/mailFolders/sentitems/messages`).get()).value;

describe('sendMail', () => {
  it('takes JSON, with headers of ours as far as Graph lets them through', async () => {
    await local.client.api(`${user}/sendMail`).post({
      message: {
        subject: 'Grüße – [Ticket #SUP-1001]',
        body: { contentType: 'HTML', content: '<p>Hello<img src="cid:logo"></p>' },
        toRecipients: to('alice@fabrikam.example'),
        bccRecipients: to('hidden@contoso.example'),
        internetMessageHeaders: [{ name: 'X-Auto-Response-Suppress', value: 'All' }],
        attachments: [
          {
            '@odata.type': '#microsoft.graph.fileAttachment',
            name: 'logo.png',
            contentType: 'image/png',
            contentBytes: 'cGlj',
            contentId: 'logo',
            isInline: true,
          },
        ],
      },
    });
    expect(local.sent).toMatchObject([{ from: support, to: ['alice@fabrikam.example', 'hidden@contoso.example'] }]);
    const mail = await lastSent();
    expect(mail.subject).toBe('Grüße – [Ticket #SUP-1001]');
    expect(mail.headers.get('x-auto-response-suppress')).toBe('All');
    expect(mail.headers.has('bcc')).toBe(false);
    expect(mail.attachments).toMatchObject([{ cid: 'logo', related: true }]);
    expect((await sentItems())[0]).toMatchObject({ subject: 'Grüße – [Ticket #SUP-1001]', isRead: true, isDraft: false });
  });

  it.each([
    ['a standard header', [{ name: 'In-Reply-To', value: '<a@b>' }], 'InvalidInternetMessageHeader'],
    [
      'more than five headers',
      Array.from({ length: 6 }, (_, index) => ({ name: `X-${index}`, value: '1' })),
      'InvalidInternetMessageHeaderCollection',
    ],
    ['a line break in a header', [{ name: 'X-A', value: 'a\r\nBcc: b@c.example' }], 'InvalidInternetMessageHeader'],
  ])('refuses %s in JSON', async (_what, internetMessageHeaders, code) => {
    const message = { subject: 'x', toRecipients: to('alice@fabrikam.example'), internetMessageHeaders };
    await expect(local.client.api(`${user}/sendMail`).post({ message })).rejects.toMatchObject({ statusCode: 400, code });
    expect(local.sent).toEqual([]);
  });

  it('takes MIME in Base64 with any headers, and leaves its bytes alone but for Bcc', async () => {
    const headers = {
      From: support,
      To: 'alice@fabrikam.example',
      Bcc: 'hidden@contoso.example',
      'In-Reply-To': '<first@fabrikam.example>',
      'Message-ID': '<t.1@contoso.example>',
    };
    const raw = aRawMail(headers, 'Grüße, byte for byte.');
    await mime(`${user}/sendMail`, raw);
    const { Bcc: _bcc, ...rest } = headers;
    expect(local.sent[0]?.to).toEqual(['alice@fabrikam.example', 'hidden@contoso.example']);
    expect(Buffer.from(local.sent[0]?.raw ?? '').equals(aRawMail(rest, 'Grüße, byte for byte.'))).toBe(true);
  });

  it('adds what a mail needs: sender, date, Message-ID', async () => {
    await mime(`${user}/sendMail`, Buffer.from('To: alice@fabrikam.example\r\nSubject: bare\r\n\r\nx\r\n'));
    const mail = await lastSent();
    expect(mail.from?.value).toMatchObject([{ address: support }]);
    expect(mail.messageId).toMatch(/^<.+@.+>$/);
    expect(mail.date).toBeInstanceOf(Date);
  });

  it.each([
    ['what is not Base64', 'not base64!', 400, 'ErrorMimeContentInvalidBase64String'],
    ['a mail to nobody', Buffer.from('Subject: x\r\n\r\nx').toString('base64'), 400, 'ErrorInvalidRecipients'],
    [
      'a mail from somebody else',
      Buffer.from('From: ceo@contoso.example\r\nTo: a@b.example\r\n\r\nx').toString('base64'),
      403,
      'ErrorSendAsDenied',
    ],
  ])('refuses %s', async (_what, body, statusCode, code) => {
    await expect(local.client.api(`${user}/sendMail`).header('Content-Type', 'text/plain').post(body)).rejects.toMatchObject({
      statusCode,
      code,
    });
  });

  it('refuses more than 4 MB', async () => {
    const message = { subject: 'x', toRecipients: to('a@b.example'), body: { contentType: 'text', content: 'x'.repeat(4 * 1024 * 1024) } };
    await expect(local.client.api(`${user}/sendMail`).post({ message })).rejects.toMatchObject({ statusCode: 413 });
  });

  it('leaves nothing in Sent Items when asked to', async () => {
    const before = (await sentItems()).length;
    await local.client
      .api(`${user}/sendMail`)
      .post({ message: { subject: 'unsaved', toRecipients: to('a@b.example') }, saveToSentItems: false });
    expect((await sentItems()).length).toBe(before);
  });
});

it("Outlook's limit of four requests at a time for one app and mailbox can be switched on", async () => {
  const slow = await startGraph({
    port: 0,
    folder: `${local.tenant.folder}/slow`,
    tls: local.tenant.certificates,
    verifyToken: local.tenant.entra.verifyToken,
    onSend: () => sleep(200),
    limits: realLimits,
  });
  slow.addMailbox(support);
  const send = () =>
    fetch(`${slow.url}/v1.0${user}/sendMail`, {
      method: 'POST',
      headers: { authorization: `Bearer ${local.token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ message: { subject: 'x', toRecipients: to('a@b.example') } }),
    });
  const answers = await Promise.all([send(), send(), send(), send(), send()]);
  expect(answers.map(({ status }) => status).sort()).toEqual([202, 202, 202, 202, 429]);
  await slow.stop();
});
