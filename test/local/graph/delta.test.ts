import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { aRawMail } from '../support/a-raw-mail.ts';
import { type LocalGraph, startLocalGraph, support } from '../support/local-graph.ts';

const Page = z.object({
  value: z.array(z.looseObject({ id: z.string(), '@removed': z.looseObject({}).optional() })),
  '@odata.nextLink': z.string().optional(),
  '@odata.deltaLink': z.string().optional(),
});
let local: LocalGraph;
const start = `/users/${support}/mailFolders/inbox/messages/delta`;
beforeAll(async () => {
  local = await startLocalGraph();
});
afterAll(() => local.end());

const deliver = async () => (await local.graph.deliver(support, aRawMail())).id;
const message = (id: string) => local.client.api(`/users/${support}/messages/${id}`);

/** One round: all pages until the deltaLink. */
async function round(link: string, headers: Record<string, string> = {}) {
  const items: z.infer<typeof Page>['value'] = [];
  let pages = 0;
  for (let next: string | undefined = link; next; pages += 1) {
    const page: z.infer<typeof Page> = Page.parse(await local.client.api(next).headers(headers).get());
    items.push(...page.value);
    if (page['@odata.deltaLink']) return { items, pages: pages + 1, deltaLink: page['@odata.deltaLink'] };
    next = page['@odata.nextLink'];
  }
  throw new Error('a round ended without a deltaLink');
}

describe('the delta of a folder', () => {
  it('begins with what is there, in pages, and goes on with what changed', async () => {
    const ids = [];
    for (let count = 0; count < 5; count += 1) ids.push(await deliver());
    const first = await round(`${start}?$select=isRead`, { Prefer: 'odata.maxpagesize=2' });
    expect([first.items.map(({ id }) => id), first.pages]).toEqual([ids, 3]);
    expect((await round(first.deltaLink)).items).toEqual([]);

    const [read = '', moved = ''] = ids;
    await message(read).patch({ isRead: true });
    await local.client.api(`/users/${support}/messages/${moved}/move`).post({ destinationId: 'archive' });
    const late = await deliver();
    const second = await round(first.deltaLink);
    expect(second.items).toMatchObject([{ id: read, isRead: true }, { id: moved, '@removed': { reason: 'deleted' } }, { id: late }]);
    expect((await round(second.deltaLink)).items).toEqual([]);
    // an old link is still good, and tells the same again
    expect((await round(first.deltaLink)).items).toHaveLength(3);
  });

  it('leaves out what came and went before the first round', async () => {
    const id = await deliver();
    await local.client.api(`/users/${support}/messages/${id}/move`).post({ destinationId: 'archive' });
    const { items } = await round(start, { Prefer: 'odata.maxpagesize=1' });
    expect(items.filter((item) => item['@removed'])).toEqual([]);
  });

  it('misses nothing that changes while it is being paged through', async () => {
    const before = await round(start);
    const [one, two] = [await deliver(), await deliver()];
    const page = Page.parse(await local.client.api(before.deltaLink).headers({ Prefer: 'odata.maxpagesize=1' }).get());
    await message(one).patch({ isRead: true });
    const rest = await round(page['@odata.nextLink'] ?? '');
    expect(page.value.map(({ id }) => id)).toEqual([one]);
    expect(rest.items.map(({ id }) => id)).toEqual([two, one]);
  });

  it('tells new messages from changed ones', async () => {
    const { deltaLink } = await round(`${start}?changeType=created`);
    const id = await deliver();
    const fresh = await round(deltaLink);
    await message(id).patch({ isRead: true });
    expect(fresh.items.map((item) => item.id)).toEqual([id]);
    expect((await round(fresh.deltaLink)).items).toEqual([]);
  });

  it('begins later with a filter, and keeps immutable ids on demand', async () => {
    const { items } = await round(`${start}?$filter=receivedDateTime ge ${new Date(Date.now() + 60_000).toISOString()}`);
    expect(items).toEqual([]);
    const prefer = { Prefer: 'IdType="ImmutableId"' };
    const id = await deliver();
    const all = await round(start, prefer);
    const shown = z.object({ id: z.string() }).parse(await message(id).headers(prefer).select('id').get());
    expect(all.items.at(-1)?.id).toBe(shown.id);
  });
});

describe('a delta token', () => {
  it.each([410, 400] as const)('runs out when asked to, with %i and syncStateNotFound; then a new round begins', async (status) => {
    const { deltaLink } = await round(start);
    local.graph.expireDeltaTokens(status);
    const answer = await fetch(deltaLink, { headers: { authorization: `Bearer ${local.token}` } });
    expect(answer.status).toBe(status);
    expect(await answer.json()).toMatchObject({ error: { code: 'SyncStateNotFound' } });
    expect(answer.headers.get('location')).toBe(status === 410 ? deltaLink.replace(/\?.*/, '') : null);
    const again = await round(start);
    expect((await round(again.deltaLink)).items).toEqual([]);
  });

  it('of another folder, or made up, is refused', async () => {
    const { deltaLink } = await round(start);
    await expect(local.client.api(deltaLink.replace('inbox', 'archive')).get()).rejects.toMatchObject({ statusCode: 400 });
    await expect(local.client.api(`${start}?$deltatoken=guess`).get()).rejects.toMatchObject({ statusCode: 400 });
  });
});
