import { ResponseType } from '@microsoft/microsoft-graph-client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startGraph } from '../../../local/graph/start-graph.ts';
import { aRawMail } from '../support/a-raw-mail.ts';
import { graphClient, type LocalGraph, startLocalGraph, support } from '../support/local-graph.ts';

let local: LocalGraph;
const immutable = { Prefer: 'IdType="ImmutableId"' };
const messages = `/users/${support}/messages`;
beforeAll(async () => {
  local = await startLocalGraph();
});
afterAll(() => local.end());

const deliver = async (raw: Uint8Array) => (await local.graph.deliver(support, raw)).id;
const path = (id: string) => `${messages}/${encodeURIComponent(id)}`;

describe('a mail that arrived', () => {
  it('is handed out byte for byte, whatever is in it', async () => {
    const odd = Buffer.concat([aRawMail({ Subject: 'Gr\u00fc\u00dfe' }), Buffer.from([0xff, 0x00, 0x0a, 0x0d, 0xfe])]);
    const id = await deliver(odd);
    const bytes = await local.client
      .api(`${path(id)}/$value`)
      .responseType(ResponseType.ARRAYBUFFER)
      .get();
    expect(Buffer.from(bytes).equals(odd)).toBe(true);
  });

  it('is shown as JSON', async () => {
    const id = await deliver(
      aRawMail({
        Subject: '=?utf-8?B?RHJ1Y2tlciBkcnVja3QgbmljaHQg4oCTIE3DvG5jaGVu?=',
        Cc: 'Bob <bob@fabrikam.example>, carol@fabrikam.example',
        'Message-ID': '<shown@fabrikam.example>',
        Importance: 'high',
      }),
    );
    expect(await local.client.api(path(id)).get()).toMatchObject({
      id,
      subject: 'Drucker druckt nicht – München',
      internetMessageId: '<shown@fabrikam.example>',
      from: { emailAddress: { address: 'alice@fabrikam.example', name: 'Alice Ames' } },
      toRecipients: [{ emailAddress: { address: support } }],
      ccRecipients: [
        { emailAddress: { address: 'bob@fabrikam.example', name: 'Bob' } },
        { emailAddress: { address: 'carol@fabrikam.example' } },
      ],
      body: { contentType: 'text', content: expect.stringContaining('printer') },
      bodyPreview: expect.stringContaining('second floor'),
      sentDateTime: '2026-11-02T10:00:00Z',
      importance: 'high',
      isRead: false,
      isDraft: false,
      hasAttachments: false,
    });
  });

  it('shows what is selected, its headers only then', async () => {
    const id = await deliver(aRawMail({ 'X-Folded': 'one\r\n two', 'Auto-Submitted': 'auto-replied' }));
    const whole = await local.client.api(path(id)).get();
    expect(whole).not.toHaveProperty('internetMessageHeaders');
    const {
      '@odata.context': _context,
      '@odata.etag': _etag,
      ...chosen
    } = await local.client.api(path(id)).select(['isRead', 'internetMessageHeaders']).get();
    expect(Object.keys(chosen).sort()).toEqual(['id', 'internetMessageHeaders', 'isRead']);
    expect(chosen.internetMessageHeaders).toEqual(
      expect.arrayContaining([
        { name: 'X-Folded', value: 'one two' },
        { name: 'Auto-Submitted', value: 'auto-replied' },
      ]),
    );
  });

  it('is shown even when no reader can make sense of it', async () => {
    const id = await deliver(Buffer.concat([Buffer.from('Subject: x\r\n'), Buffer.alloc(3_000_000, 'X-A: b\r\n'), Buffer.from([0])]));
    expect(await local.client.api(path(id)).get()).toMatchObject({ id, isRead: false });
  });

  it('reaches the mailbox by a plus-address', async () => {
    const { id } = await local.graph.deliver('Support+token123@contoso.example', aRawMail());
    expect(await local.client.api(path(id)).select('id').get()).toMatchObject({ id });
  });
});

describe('a message is worked on', () => {
  it('it is marked read and given categories', async () => {
    const id = await deliver(aRawMail());
    const before = await local.client.api(path(id)).select('changeKey').get();
    await local.client.api(path(id)).patch({ isRead: true, categories: ['psa-email'] });
    const after = await local.client.api(path(id)).select('isRead,categories,changeKey').get();
    expect(after).toMatchObject({ isRead: true, categories: ['psa-email'] });
    expect(after.changeKey).not.toBe(before.changeKey);
  });

  it('moved, it has a new id, and the same immutable one', async () => {
    const id = await deliver(aRawMail());
    const { id: immutableId } = await local.client.api(path(id)).headers(immutable).select('id').get();
    const moved = await local.client.api(`${path(id)}/move`).post({ destinationId: 'archive' });
    expect(moved.id).not.toBe(id);
    await expect(local.client.api(path(id)).get()).rejects.toMatchObject({ statusCode: 404, code: 'ErrorItemNotFound' });
    const archive = await local.client.api(`/users/${support}/mailFolders/archive`).get();
    expect(await local.client.api(path(immutableId)).headers(immutable).get()).toMatchObject({
      id: immutableId,
      parentFolderId: archive.id,
    });
  });

  it('deleted, it lies in Deleted Items, and deleted there it is gone', async () => {
    const id = await deliver(aRawMail());
    const { id: immutableId } = await local.client.api(path(id)).headers(immutable).select('id').get();
    await local.client.api(path(immutableId)).delete();
    const bin = await local.client.api(`/users/${support}/mailFolders/deleteditems`).get();
    expect(await local.client.api(path(immutableId)).select('parentFolderId').get()).toMatchObject({ parentFolderId: bin.id });
    await local.client.api(path(immutableId)).delete();
    await expect(local.client.api(path(immutableId)).get()).rejects.toMatchObject({ statusCode: 404 });
  });
});

it('everything is still there after a restart', async () => {
  const options = {
    port: 0,
    folder: `${local.tenant.folder}/restart`,
    tls: local.tenant.certificates,
    verifyToken: local.tenant.entra.verifyToken,
    onSend: async () => {},
  };
  const first = await startGraph(options);
  first.addMailbox(support);
  const { id } = await first.deliver(support, aRawMail({ Subject: 'Kept' }));
  await first.stop();
  const second = await startGraph(options);
  second.addMailbox(support);
  expect(await graphClient(second.url, local.token).api(path(id)).select('subject').get()).toMatchObject({ subject: 'Kept' });
  await second.stop();
});
