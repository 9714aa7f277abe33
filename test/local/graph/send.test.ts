import { setTimeout as sleep } from 'node:timers/promises';
import { simpleParser } from 'mailparser';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startGraph } from '../../../local/graph/start-graph.ts';
import { aRawMail } from '../support/a-raw-mail.ts';
import { graphClient, type LocalGraph, startLocalGraph, support } from '../support/local-graph.ts';

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

describe('a reply', () => {
  it('in MIME keeps its threading headers and, sent, is found again by its immutable id', async () => {
    const { id } = await local.graph.deliver(support, aRawMail({ 'Message-ID': '<first@fabrikam.example>' }));
    const raw = aRawMail({
      From: support,
      To: 'alice@fabrikam.example',
      Subject: 'RE: Printer',
      'In-Reply-To': '<first@fabrikam.example>',
      References: '<first@fabrikam.example>',
    });
    const prefer = 'IdType="ImmutableId"';
    const draft = await local.client
      .api(`${user}/messages/${id}/createReply`)
      .headers({ 'Content-Type': 'text/plain', Prefer: prefer })
      .post(raw.toString('base64'));
    expect(draft).toMatchObject({ isDraft: true });
    await local.client.api(`${user}/messages/${draft.id}/send`).post({});
    expect((await lastSent()).inReplyTo).toBe('<first@fabrikam.example>');
    const folder = await local.client.api(`${user}/mailFolders/sentitems`).get();
    expect(await local.client.api(`${user}/messages/${draft.id}`).get()).toMatchObject({ isDraft: false, parentFolderId: folder.id });
    await expect(local.client.api(`${user}/messages/${draft.id}/send`).post({})).rejects.toMatchObject({ statusCode: 400 });
    expect(local.sent).toHaveLength(1);
  });

  it('in JSON is addressed and threaded by Exchange, and can be edited before it is sent', async () => {
    const original = aRawMail({
      Subject: 'Printer',
      'Message-ID': '<second@fabrikam.example>',
      References: '<root@fabrikam.example>',
      'Reply-To': 'helpline@fabrikam.example',
    });
    const { id } = await local.graph.deliver(support, original);
    const draft = await local.client.api(`${user}/messages/${id}/createReply`).post({ comment: 'We are on it.' });
    expect(draft).toMatchObject({ subject: 'RE: Printer', toRecipients: [{ emailAddress: { address: 'helpline@fabrikam.example' } }] });
    await local.client
      .api(`${user}/messages/${draft.id}`)
      .patch({ subject: 'RE: Printer [Ticket #SUP-1001]', ccRecipients: to('bob@fabrikam.example') });
    await local.client.api(`${user}/messages/${draft.id}/send`).post({});
    const mail = await lastSent();
    expect(mail).toMatchObject({ subject: 'RE: Printer [Ticket #SUP-1001]', inReplyTo: '<second@fabrikam.example>' });
    expect(mail.references).toEqual(['<root@fabrikam.example>', '<second@fabrikam.example>']);
    expect(mail.text).toContain('We are on it.');
    expect(local.sent[0]?.to).toEqual(['helpline@fabrikam.example', 'bob@fabrikam.example']);
  });

  it('that could not be sent is sent again under the same id', async () => {
    const ids: string[] = [];
    const unlucky = await startGraph({
      port: 0,
      folder: `${local.tenant.folder}/unlucky`,
      tls: local.tenant.certificates,
      verifyToken: local.tenant.entra.verifyToken,
      onSend: async ({ id }) => {
        ids.push(id);
        if (ids.length === 1) throw new Error('the outside world is away');
      },
    });
    unlucky.addMailbox(support);
    const client = graphClient(unlucky.url, local.token);
    const draft = await client.api(`${user}/messages`).post({ subject: 'once', toRecipients: to('a@b.example') });
    await expect(client.api(`${user}/messages/${draft.id}/send`).post({})).rejects.toMatchObject({ statusCode: 500 });
    await client.api(`${user}/messages/${draft.id}/send`).post({});
    expect(ids).toHaveLength(2);
    expect(ids[0]).toBe(ids[1]);
    await unlucky.stop();
  });
});

it("Outlook's limit of four requests at a time for one app and mailbox can be switched on", async () => {
  const slow = await startGraph({
    port: 0,
    folder: `${local.tenant.folder}/slow`,
    tls: local.tenant.certificates,
    verifyToken: local.tenant.entra.verifyToken,
    onSend: () => sleep(200),
    limits: { concurrent: 4, per10Minutes: 10_000 },
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
