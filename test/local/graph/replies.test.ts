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
const lastSent = async () => simpleParser(Buffer.from(local.sent.at(-1)?.raw ?? ''));

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

  it('goes to whom its original names in Reply-To, unless its recipients are written anew', async () => {
    const from = { 'Message-ID': '<second@fabrikam.example>', 'Reply-To': 'everybody@evil.example' };
    const { id } = await local.graph.deliver(support, aRawMail(from));
    const mime = aRawMail({ From: support, To: 'alice@fabrikam.example', Subject: 'Re: Printer' }).toString('base64');
    const drafts = [
      await local.client.api(`${user}/messages/${id}/createReply`).post({}),
      await local.client.api(`${user}/messages/${id}/createReply`).header('Content-Type', 'text/plain').post(mime),
    ];
    for (const draft of drafts) {
      expect(draft.toRecipients).toMatchObject([{ emailAddress: { address: 'everybody@evil.example' } }]);
      const toRecipients = [{ emailAddress: { address: 'alice@fabrikam.example' } }];
      await local.client.api(`${user}/messages/${draft.id}`).patch({ toRecipients });
      await local.client.api(`${user}/messages/${draft.id}/send`).post({});
      expect(local.sent.at(-1)?.to).toEqual(['alice@fabrikam.example']);
    }
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
    const raw = aRawMail({ From: support, To: 'a@b.example' });
    const draft = await client.api(`${user}/messages`).header('Content-Type', 'text/plain').post(raw.toString('base64'));
    await expect(client.api(`${user}/messages/${draft.id}/send`).post({})).rejects.toMatchObject({ statusCode: 500 });
    await client.api(`${user}/messages/${draft.id}/send`).post({});
    expect(ids).toHaveLength(2);
    expect(ids[0]).toBe(ids[1]);
    await unlucky.stop();
  });
});
