import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { realTiming } from '../../../local/graph/notification-pump.ts';
import { startGraph } from '../../../local/graph/start-graph.ts';
import { aRawMail } from '../support/a-raw-mail.ts';
import { graphClient, type LocalGraph, startLocalGraph, support } from '../support/local-graph.ts';
import { mailApp, tenantId } from '../support/local-tenant.ts';
import { startWebhook, type Webhook, wellBehaved } from '../support/webhook.ts';

let local: LocalGraph;
let webhook: Webhook;
const minutes = (count: number) => new Date(Date.now() + count * 60_000).toISOString();
const inbox = `users/${support}/mailFolders('inbox')/messages`;

beforeAll(async () => {
  local = await startLocalGraph({
    timing: { ...realTiming, firstTimeoutMs: 200, retryTimeoutMs: 400, firstRetryMs: 20, longestRetryMs: 50, giveUpMs: 600 },
  });
});
afterAll(() => local.end());
beforeEach(async () => {
  webhook = await startWebhook();
});
afterEach(async () => {
  for (const { id } of (await local.client.api('/subscriptions').get()).value) await local.client.api(`/subscriptions/${id}`).delete();
  await webhook.stop();
});

const subscribe = (changes: object = {}, headers: Record<string, string> = {}) =>
  local.client
    .api('/subscriptions')
    .headers(headers)
    .post({
      changeType: 'created',
      notificationUrl: webhook.url,
      lifecycleNotificationUrl: webhook.url,
      resource: inbox,
      expirationDateTime: minutes(4_000),
      clientState: 'a shared secret',
      ...changes,
    });
const deliver = async (headers: Record<string, string> = {}) => (await local.graph.deliver(support, aRawMail(headers))).id;

describe('a subscription', () => {
  it('is made after both addresses echoed a token that has to be decoded', async () => {
    const tokens: (string | null)[] = [];
    webhook.behave((response, token) => {
      tokens.push(token);
      wellBehaved(response, token);
    });
    const made = await subscribe();
    expect(tokens).toHaveLength(2);
    expect(tokens[0]).toMatch(/^Validation: .+/);
    expect(made).toMatchObject({ applicationId: mailApp.clientId, changeType: 'created', clientState: 'a shared secret', resource: inbox });
    expect(await local.client.api(`/subscriptions/${made.id}`).get()).toMatchObject({ id: made.id });
    expect((await local.client.api('/subscriptions').get()).value).toMatchObject([{ id: made.id }]);
  });

  it.each<[string, (token: string | null) => [number, string, string]]>([
    ['another token', () => [200, 'text/plain', 'something else']],
    ['the token as it stood in the address', (token) => [200, 'text/plain', encodeURIComponent(token ?? '')]],
    ['202', (token) => [202, 'text/plain', token ?? '']],
    ['HTML', (token) => [200, 'text/html', token ?? '']],
    ['401', () => [401, 'text/plain', '']],
  ])('is refused to an address that answers with %s', async (_what, answer) => {
    webhook.behave((response, token) => {
      const [status, type, body] = answer(token);
      response.writeHead(status, { 'content-type': type }).end(body);
    });
    await expect(subscribe()).rejects.toMatchObject({ statusCode: 400, code: 'ValidationError' });
    expect((await local.client.api('/subscriptions').get()).value).toEqual([]);
  });

  it.each<[string, object]>([
    ['an address that is not https and not on loopback', { notificationUrl: 'http://example.com/hook' }],
    ['an end too far ahead', { expirationDateTime: minutes(10_081) }],
    ['an end in the past', { expirationDateTime: minutes(-1) }],
    ['a clientState of 129 characters', { clientState: 'x'.repeat(129) }],
    ['an unknown change type', { changeType: 'created,moved' }],
    ['something else than messages', { resource: `users/${support}/events` }],
  ])('is refused with %s', async (_what, changes) => {
    await expect(subscribe(changes)).rejects.toMatchObject({ statusCode: 400 });
  });

  it('is refused for a mailbox or folder that is not there', async () => {
    await expect(subscribe({ resource: 'users/nobody@contoso.example/messages' })).rejects.toMatchObject({ statusCode: 404 });
  });

  it('exists once for a resource and its change types, however they are written', async () => {
    await subscribe();
    await expect(subscribe({ resource: `/users/${support}/mailFolders/Inbox/messages` })).rejects.toMatchObject({ statusCode: 409 });
    await subscribe({ changeType: 'created,updated' });
    const both = await Promise.allSettled([subscribe({ changeType: 'deleted' }), subscribe({ changeType: 'deleted' })]);
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  });

  it('is renewed by PATCH, for 45 minutes at least; its lifecycle address stays', async () => {
    const { id } = await subscribe({ expirationDateTime: minutes(100) });
    const renewed = await local.client.api(`/subscriptions/${id}`).patch({ expirationDateTime: minutes(1) });
    expect(Date.parse(renewed.expirationDateTime)).toBeGreaterThan(Date.now() + 44 * 60_000);
    await expect(local.client.api(`/subscriptions/${id}`).patch({ lifecycleNotificationUrl: webhook.url })).rejects.toMatchObject({
      statusCode: 400,
    });
    await local.client.api(`/subscriptions/${id}`).delete();
    await expect(local.client.api(`/subscriptions/${id}`).patch({ expirationDateTime: minutes(100) })).rejects.toMatchObject({
      statusCode: 404,
    });
  });
});

describe('change notifications', () => {
  it('name the message, the tenant and the secret', async () => {
    const { id } = await subscribe();
    const message = await deliver();
    await local.graph.idle();
    expect(webhook.posts.flat()).toEqual([
      expect.objectContaining({
        subscriptionId: id,
        changeType: 'created',
        clientState: 'a shared secret',
        tenantId,
        resource: expect.stringMatching(/^Users\/[0-9a-f-]{36}\/Messages\/.+/),
        resourceData: expect.objectContaining({ '@odata.type': '#Microsoft.Graph.Message', id: message }),
      }),
    ]);
    expect(await local.client.api(`/${webhook.posts[0]?.[0]?.resource}`).select('id').get()).toMatchObject({ id: message });
  });

  it('carry immutable ids when the subscription was made so', async () => {
    await subscribe({}, { Prefer: 'IdType="ImmutableId"' });
    const message = await deliver();
    await local.graph.idle();
    const [notification] = webhook.posts.flat();
    const shown = await local.client
      .api(`/users/${support}/messages/${message}`)
      .headers({ Prefer: 'IdType="ImmutableId"' })
      .select('id')
      .get();
    expect(notification?.resourceData?.id).toBe(shown.id);
  });

  it('come in one POST when many mails arrive while the address is busy', async () => {
    await subscribe();
    for (let count = 0; count < 40; count += 1) await deliver();
    await local.graph.idle();
    expect(webhook.posts.flat()).toHaveLength(40);
    expect(webhook.posts.length).toBeLessThan(20);
  });

  it('are sent again until the address takes them: after 500, after silence', async () => {
    await subscribe();
    let tries = 0;
    webhook.behave((response, token) => {
      tries += 1;
      if (tries === 1) response.writeHead(500).end();
      else if (tries > 2) wellBehaved(response, token);
    });
    await deliver();
    await local.graph.idle();
    expect(webhook.posts).toHaveLength(3);
    expect(new Set(webhook.posts.flat().map((notification) => notification.resourceData?.id)).size).toBe(1);
  });

  it('are never forgotten between two looks at the clock', async () => {
    let clock = Date.now();
    const ticking = await startGraph({
      port: 0,
      folder: `${local.tenant.folder}/ticking`,
      tls: local.tenant.certificates,
      verifyToken: local.tenant.entra.verifyToken,
      onSend: async () => {},
      timing: { ...realTiming, firstRetryMs: 20, longestRetryMs: 50 },
      now: () => {
        clock += 9;
        return clock;
      },
    });
    ticking.addMailbox(support);
    await graphClient(ticking.url, local.token)
      .api('/subscriptions')
      .post({ changeType: 'created', notificationUrl: webhook.url, resource: inbox, expirationDateTime: minutes(100) });
    let tries = 0;
    webhook.behave((response) => {
      tries += 1;
      response.writeHead(tries < 12 ? 500 : 202).end();
    });
    await ticking.deliver(support, aRawMail());
    await ticking.idle();
    await ticking.stop();
    expect(tries).toBe(12);
  });

  it('are given up after a while; then the subscription hears `missed`', async () => {
    await subscribe();
    webhook.behave((response, token) => (Date.now() < giveUp ? response.writeHead(503).end() : wellBehaved(response, token)));
    const giveUp = Date.now() + 650;
    await deliver();
    await local.graph.idle();
    expect(webhook.posts.at(-1)).toMatchObject([{ lifecycleEvent: 'missed', clientState: 'a shared secret' }]);
  });

  it('are only for the folder and the changes that were asked for', async () => {
    await subscribe({ changeType: 'updated' });
    const message = await deliver();
    await local.client.api(`/users/${support}/messages/${message}`).patch({ isRead: true });
    const { id } = await local.client.api(`/users/${support}/messages/${message}/move`).post({ destinationId: 'archive' });
    await local.client.api(`/users/${support}/messages/${id}`).patch({ isRead: false });
    await local.graph.idle();
    expect(webhook.posts.flat().map(({ changeType }) => changeType)).toEqual(['updated']);
  });

  it('end with the subscription', async () => {
    const { id } = await subscribe();
    await local.client.api(`/subscriptions/${id}`).delete();
    await deliver();
    await sleep(50);
    expect(webhook.posts).toEqual([]);
  });

  it('that were under way when the process ended come after the restart', async () => {
    const options = {
      port: 0,
      folder: `${local.tenant.folder}/restart`,
      tls: local.tenant.certificates,
      verifyToken: local.tenant.entra.verifyToken,
      onSend: async () => {},
    };
    const first = await startGraph(options);
    first.addMailbox(support);
    await graphClient(first.url, local.token)
      .api('/subscriptions')
      .post({ changeType: 'created', notificationUrl: webhook.url, resource: inbox, expirationDateTime: minutes(100) });
    webhook.behave(() => {});
    await first.deliver(support, aRawMail());
    await sleep(50);
    await first.stop();
    webhook.behave(wellBehaved);
    const second = await startGraph(options);
    await second.idle();
    await second.stop();
    expect(webhook.posts.flat().length).toBeGreaterThanOrEqual(1);
    expect(new Set(webhook.posts.flat().map(({ resource }) => resource)).size).toBe(1);
  });
});

describe('lifecycle notifications', () => {
  it('are sent on demand', async () => {
    const { id } = await subscribe();
    local.graph.lifecycle('reauthorizationRequired', id);
    local.graph.lifecycle('missed');
    await local.graph.idle();
    expect(webhook.posts.flat()).toMatchObject([
      { lifecycleEvent: 'reauthorizationRequired', subscriptionId: id },
      { lifecycleEvent: 'missed', subscriptionId: id },
    ]);
    await local.client.api(`/subscriptions/${id}/reauthorize`).post({});
  });

  it('subscriptionRemoved removes it, so that it can be made anew', async () => {
    const { id } = await subscribe();
    await fetch(`${local.graph.url}/admin/lifecycle`, {
      method: 'POST',
      body: JSON.stringify({ event: 'subscriptionRemoved', subscriptionId: id }),
    });
    await local.graph.idle();
    expect(webhook.posts.flat()).toMatchObject([{ lifecycleEvent: 'subscriptionRemoved', subscriptionId: id }]);
    await expect(local.client.api(`/subscriptions/${id}`).get()).rejects.toMatchObject({ statusCode: 404 });
    await subscribe();
  });
});
