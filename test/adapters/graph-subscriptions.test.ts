import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connectGraph } from '../../shared/adapters/graph/graph-api.ts';
import { graphSubscriptions } from '../../shared/adapters/graph/graph-subscriptions.ts';
import { MailSourceError } from '../../shared/errors.ts';
import { type LocalGraph, startLocalGraph, support } from '../local/support/local-graph.ts';
import { startWebhook, type Webhook } from '../local/support/webhook.ts';
import { aMail } from '../support/a-mail.ts';

let local: LocalGraph;
let webhook: Webhook;
let subscriptions: ReturnType<typeof graphSubscriptions>;
beforeAll(async () => {
  local = await startLocalGraph();
  webhook = await startWebhook();
  subscriptions = graphSubscriptions(connectGraph({ url: local.graph.url, token: async () => local.token }));
});
afterAll(async () => {
  await local?.end();
  await webhook?.stop();
});

const inDays = (days: number) => new Date(Date.now() + days * 86_400_000);
const wanted = (more = {}) => ({
  resource: `/users/${support}/mailFolders('inbox')/messages`,
  notificationUrl: webhook.url,
  lifecycleUrl: webhook.url,
  clientState: 'a secret of ours',
  expiresAt: inDays(6),
  ...more,
});

describe('a subscription', () => {
  it('is made, tells of new mails by immutable ids, is renewed, and removed', async () => {
    const made = (await subscriptions.create(wanted())) ?? expect.fail('there was one already');
    expect(made.expiresAt.getTime()).toBeCloseTo(inDays(6).getTime(), -5);
    await local.graph.deliver(support, aMail());
    await local.graph.idle();
    const [item] = webhook.posts.at(-1) ?? [];
    expect(item).toMatchObject({ subscriptionId: made.subscriptionId, clientState: 'a secret of ours', changeType: 'created' });
    const raw = await connectGraph({ url: local.graph.url, token: async () => local.token }).bytes(
      `/users/${support}/messages/${encodeURIComponent(item?.resourceData?.id ?? '')}/$value`,
      100_000,
    );
    expect(Buffer.from(raw ?? '')).toEqual(Buffer.from(aMail()));

    expect((await subscriptions.renew(made.subscriptionId, inDays(6.5)))?.expiresAt.getTime()).toBeCloseTo(inDays(6.5).getTime(), -5);
    expect(await subscriptions.list()).toEqual([
      { subscriptionId: made.subscriptionId, resource: wanted().resource, notificationUrl: webhook.url },
    ]);
    expect((await subscriptions.read(made.subscriptionId))?.expiresAt.getTime()).toBeCloseTo(inDays(6.5).getTime(), -5);
    await subscriptions.remove(made.subscriptionId);
    await subscriptions.remove(made.subscriptionId);
    expect(await subscriptions.read(made.subscriptionId)).toBeNull();
    expect(await subscriptions.renew(made.subscriptionId, inDays(6))).toBeNull();
    expect(await subscriptions.list()).toEqual([]);
  });

  it.each([404, 410])('that is gone (%i) can be renewed or removed in vain', async (status) => {
    for (const work of [() => subscriptions.renew('one', inDays(6)), () => subscriptions.remove('one'), () => subscriptions.read('one')]) {
      local.graph.faults.add({ status, body: { error: { code: 'ExtensionError', message: "The requested user 'x' is invalid." } } });
      expect((await work()) ?? null).toBeNull();
    }
  });

  it('may not last as long as wanted: it is asked for with less, and one that is renewed is to be made anew', async () => {
    const made = (await subscriptions.create(wanted({ expiresAt: inDays(9) }))) ?? expect.fail('there was one already');
    expect(made.expiresAt.getTime()).toBeCloseTo(inDays(7).getTime(), -5);
    expect(await subscriptions.renew(made.subscriptionId, inDays(9))).toBeNull();
    await subscriptions.remove(made.subscriptionId);
    await expect(subscriptions.create(wanted({ expiresAt: inDays(-9) }))).rejects.toThrow(/expiration must be in the future/);
  });

  it.each([
    [
      'on premises',
      'MailboxNotEnabledForRESTAPI',
      'REST API is not yet supported for this mailbox.',
      /on premises, has no licence.*EWS or IMAP/,
    ],
    ['of a user who was deleted', 'ErrorInvalidUser', "The requested user 'x' is invalid.", /has no such user: were they deleted/],
    ['told by what is behind Graph', 'ExtensionError', 'NotFound: REST API is not yet supported for this mailbox.', /on premises/],
  ])('of a mailbox %s is refused as that', async (_, code, message, text) => {
    local.graph.faults.add({ status: 404, body: { error: { code, message } } });
    const error = await subscriptions.create(wanted()).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ failure: 'folder-missing', message: expect.stringMatching(text) });
  });

  it('exists once for a resource', async () => {
    const first = await subscriptions.create(wanted());
    expect(await subscriptions.create(wanted({ clientState: 'another' }))).toBeNull();
    await subscriptions.remove(first?.subscriptionId ?? '');
  });

  it('is not made when our address does not answer the handshake', async () => {
    webhook.behave((response) => response.writeHead(500).end());
    const error = await subscriptions.create(wanted()).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(MailSourceError);
    expect(error).toMatchObject({ failure: 'protocol', message: expect.stringMatching(/validation/i) });
  });
});
