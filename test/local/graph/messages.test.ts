import { ResponseType } from '@microsoft/microsoft-graph-client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startGraph } from '../../../local/graph/start-graph.ts';
import { aRawMail } from '../support/a-raw-mail.ts';
import { graphClient, type LocalGraph, startLocalGraph, support } from '../support/local-graph.ts';
import { appIdentity } from '../support/local-tenant.ts';

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

describe('folders', () => {
  const folders = `/users/${support}/mailFolders`;
  it('are listed, found by well-known name, and made', async () => {
    const all = await local.client.api(folders).top(50).get();
    expect(all.value.map((folder: { displayName: string }) => folder.displayName)).toEqual(
      expect.arrayContaining(['Inbox', 'Sent Items', 'Deleted Items', 'Archive']),
    );
    const made = await local.client.api(`${folders}/inbox/childFolders`).post({ displayName: 'Processed' });
    const found = await local.client.api(`${folders}('inbox')/childFolders`).filter("displayName eq 'processed'").get();
    expect(found.value).toMatchObject([{ id: made.id, totalItemCount: 0 }]);
    await expect(local.client.api(`${folders}/inbox/childFolders`).post({ displayName: 'processed' })).rejects.toMatchObject({
      statusCode: 409,
      code: 'ErrorFolderExists',
    });
    await expect(local.client.api(`${folders}/nowhere`).get()).rejects.toMatchObject({ statusCode: 404 });
  });

  it('show their messages newest first, in pages', async () => {
    const folder = await local.client.api(folders).post({ displayName: 'Paged' });
    const ids: string[] = [];
    for (let index = 0; index < 7; index += 1) {
      const id = await deliver(aRawMail({ 'Message-ID': `<paged-${index}@fabrikam.example>` }));
      ids.push((await local.client.api(`${path(id)}/move`).post({ destinationId: folder.id })).id);
    }
    const seen: string[] = [];
    let next: string | undefined = `${folders}/${encodeURIComponent(folder.id)}/messages?$top=3&$select=id`;
    for (let pages = 0; next && pages < 5; pages += 1) {
      const page: { value: { id: string }[]; '@odata.nextLink'?: string } = await local.client.api(next).get();
      expect(page.value.length).toBeLessThanOrEqual(3);
      seen.push(...page.value.map(({ id }) => id));
      next = page['@odata.nextLink'];
    }
    expect(seen).toEqual(ids.toReversed());
    const one = await local.client.api(messages).filter("internetMessageId eq '<paged-4@fabrikam.example>'").select('id').get();
    expect(one.value).toMatchObject([{ id: ids[4] }]);
  });

  it('filters it does not know are refused, not ignored', async () => {
    await expect(local.client.api(messages).filter("contains(subject,'x')").get()).rejects.toMatchObject({ statusCode: 400 });
  });
});

describe('who may come in', () => {
  it('nobody without a token for Graph', async () => {
    await expect(graphClient(local.graph.url, 'rubbish').api(messages).get()).rejects.toMatchObject({
      statusCode: 401,
      code: 'InvalidAuthenticationToken',
    });
    const { IDENTITY_ENDPOINT, IDENTITY_HEADER } = local.tenant.entra.identityEnvironment;
    const query = `api-version=2019-08-01&resource=https://vault.azure.net&client_id=${appIdentity.clientId}`;
    const answer = await fetch(`${IDENTITY_ENDPOINT}?${query}`, { headers: { 'x-identity-header': IDENTITY_HEADER } });
    const body: unknown = await answer.json();
    const token = typeof body === 'object' && body !== null && 'access_token' in body ? String(body.access_token) : '';
    await expect(graphClient(local.graph.url, token).api(messages).get()).rejects.toMatchObject({ statusCode: 401 });
  });

  it('and there is no mailbox for a user that does not exist', async () => {
    await expect(local.client.api('/users/nobody@contoso.example/messages').get()).rejects.toMatchObject({
      statusCode: 404,
      code: 'ErrorInvalidUser',
    });
  });
});

describe('disturbances', () => {
  it('429 with Retry-After is survived by the official client', async () => {
    const id = await deliver(aRawMail());
    local.graph.faults.add({ operation: 'GET /v1.0/users/{user}/messages/{message}', status: 429, retryAfter: 1 });
    const before = local.graph.stats().byStatus[429] ?? 0;
    expect(await local.client.api(path(id)).select('id').get()).toMatchObject({ id });
    expect(local.graph.stats().byStatus[429]).toBe(before + 1);
  });

  it('can be asked for over HTTP by another process', async () => {
    await fetch(`${local.graph.url}/admin/faults`, {
      method: 'POST',
      body: JSON.stringify({ status: 503, operation: 'GET /v1.0/subscriptions' }),
    });
    const answer = await fetch(`${local.graph.url}/v1.0/subscriptions`, { headers: { authorization: `Bearer ${local.token}` } });
    expect(answer.status).toBe(503);
    expect(await answer.json()).toMatchObject({ error: { code: 'ServiceUnavailable' } });
    const wrong = await fetch(`${local.graph.url}/admin/faults`, { method: 'POST', body: JSON.stringify({ status: 200 }) });
    expect([wrong.status, await wrong.text()]).toEqual([400, expect.stringContaining('status')]);
  });

  it("Outlook's limit of requests in ten minutes for one app and mailbox can be switched on", async () => {
    const limited = await startGraph({
      port: 0,
      folder: `${local.tenant.folder}/limited`,
      tls: local.tenant.certificates,
      verifyToken: local.tenant.entra.verifyToken,
      onSend: async () => {},
      limits: { concurrent: 4, per10Minutes: 6 },
    });
    limited.addMailbox(support);
    const get = () => fetch(`${limited.url}/v1.0${messages}`, { headers: { authorization: `Bearer ${local.token}` } });
    for (let count = 0; count < 6; count += 1) expect((await get()).status).toBe(200);
    const refused = await get();
    expect(refused.status).toBe(429);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    await limited.stop();
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
