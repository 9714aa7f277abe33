import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { aRawMail } from '../support/a-raw-mail.ts';
import { type LocalGraph, startLocalGraph, support } from '../support/local-graph.ts';

let local: LocalGraph;
const messages = `/users/${support}/messages`;
beforeAll(async () => {
  local = await startLocalGraph();
});
afterAll(() => local.end());

const deliver = async (raw: Uint8Array) => (await local.graph.deliver(support, raw)).id;
const path = (id: string) => `${messages}/${encodeURIComponent(id)}`;

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
