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
const mime = (path: string, raw: Uint8Array) =>
  local.client.api(path).header('Content-Type', 'text/plain').post(Buffer.from(raw).toString('base64'));
const lastSent = async () => simpleParser(Buffer.from(local.sent.at(-1)?.raw ?? ''));
const sentItems = async () => (await local.client.api(`${user}/mailFolders/sentitems/messages`).get()).value;

describe('sendMail', () => {
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
    const large = aRawMail({ From: support, To: 'alice@fabrikam.example' }, 'x'.repeat(4 * 1024 * 1024));
    await expect(mime(`${user}/sendMail`, large)).rejects.toMatchObject({ statusCode: 413 });
  });

  it('takes a mail in JSON too, with x- headers, of which In-Reply-To is none', async () => {
    const message = {
      subject: 'x',
      toRecipients: [{ emailAddress: { address: 'alice@fabrikam.example' } }],
      body: { contentType: 'html', content: '<p>y</p>' },
    };
    await local.client.api(`${user}/sendMail`).post({ message: { ...message, internetMessageHeaders: [{ name: 'X-Note', value: '1' }] } });
    expect(await lastSent()).toMatchObject({
      subject: 'x',
      html: expect.stringContaining('<p>y</p>'),
      messageId: expect.stringContaining('outlook.example'),
    });
    expect((await lastSent()).headers.get('x-note')).toBe('1');
    const threaded = { ...message, internetMessageHeaders: [{ name: 'In-Reply-To', value: '<1@x.example>' }] };
    await expect(local.client.api(`${user}/sendMail`).post({ message: threaded })).rejects.toMatchObject({ statusCode: 400 });
    expect(local.sent).toHaveLength(1);
  });

  it('takes some fields out of MIME in silence: Auto-Submitted, and x- ones that the mailbox never sent by JSON', async () => {
    const other = 'fields@contoso.example';
    local.graph.addMailbox(other);
    const raw = aRawMail({
      From: other,
      To: 'a@b.example',
      'Auto-Submitted': 'auto-replied',
      'X-Auto-Response-Suppress': 'All',
      'X-Own': '1',
    });
    const namesSent = async () => [...(await lastSent()).headers.keys()].filter((name) => /^(auto|x)-/.test(name));
    await mime(`/users/${other}/sendMail`, raw);
    expect(await namesSent()).toEqual(['x-auto-response-suppress']);
    const message = {
      toRecipients: [{ emailAddress: { address: 'a@b.example' } }],
      internetMessageHeaders: [{ name: 'x-own', value: '1' }],
    };
    await local.client.api(`/users/${other}/sendMail`).post({ message });
    await mime(`/users/${other}/sendMail`, raw);
    expect(await namesSent()).toEqual(['x-auto-response-suppress', 'x-own']);
  });

  it('answers 200 to MIME beyond its limit, and sends nothing', async () => {
    const large = aRawMail({ From: support, To: 'alice@fabrikam.example', Subject: 'large' }, 'x'.repeat(2_300_000));
    await mime(`${user}/sendMail`, large);
    expect(local.sent).toEqual([]);
    expect((await sentItems())[0]?.subject).not.toBe('large');
  });

  it('gives mail another Message-ID where it does so, and finds it by a field of ours', async () => {
    local.graph.replaceMessageIds(true);
    const property = 'String {00020386-0000-0000-C000-000000000046} Name x-own-id';
    const to = { toRecipients: [{ emailAddress: { address: 'a@b.example' } }] };
    const draft = await local.client.api(`${user}/messages`).post({ ...to, internetMessageId: '<ours@contoso.example>' });
    expect(draft.internetMessageId).toBe('<ours@contoso.example>');
    await local.client
      .api(`${user}/messages/${draft.id}`)
      .patch({ singleValueExtendedProperties: [{ id: property, value: '<ours@contoso.example>' }] });
    await local.client.api(`${user}/messages/${draft.id}/send`).post({});
    local.graph.replaceMessageIds(false);
    expect((await lastSent()).headers.get('x-microsoft-original-message-id')).toBe('<ours@contoso.example>');
    const { value } = await local.client
      .api(`${user}/messages`)
      .filter(`singleValueExtendedProperties/Any(ep: ep/id eq '${property}' and ep/value eq '<ours@contoso.example>')`)
      .expand(`singleValueExtendedProperties($filter=id eq '${property}')`)
      .get();
    expect(value).toMatchObject([
      {
        isDraft: false,
        internetMessageId: expect.stringContaining('outlook.example'),
        singleValueExtendedProperties: [{ id: property, value: '<ours@contoso.example>' }],
      },
    ]);
  });

  it('puts what it sent into Sent Items', async () => {
    await mime(`${user}/sendMail`, aRawMail({ From: support, To: 'alice@fabrikam.example', Subject: 'kept' }));
    expect((await sentItems())[0]).toMatchObject({ subject: 'kept', isRead: true, isDraft: false });
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
      headers: { authorization: `Bearer ${local.token}`, 'content-type': 'text/plain' },
      body: aRawMail({ From: support, To: 'a@b.example' }).toString('base64'),
    });
  const answers = await Promise.all([send(), send(), send(), send(), send()]);
  expect(answers.map(({ status }) => status).sort()).toEqual([202, 202, 202, 202, 429]);
  await slow.stop();
});
