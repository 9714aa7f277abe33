import { describe, expect, it } from 'vitest';
import { support } from '../support/local-graph.ts';
import { mailApp } from '../support/local-tenant.ts';
import { inbox, minutes, useSubscribedGraph } from '../support/subscribed-graph.ts';
import { wellBehaved } from '../support/webhook.ts';

const use = useSubscribedGraph();

describe('a subscription', () => {
  it('is made after both addresses echoed a token that has to be decoded', async () => {
    const tokens: (string | null)[] = [];
    use().webhook.behave((response, token) => {
      tokens.push(token);
      wellBehaved(response, token);
    });
    const made = await use().subscribe();
    expect(tokens).toHaveLength(2);
    expect(tokens[0]).toMatch(/^Validation: .+/);
    expect(made).toMatchObject({ applicationId: mailApp.clientId, changeType: 'created', clientState: 'a shared secret', resource: inbox });
    expect(await use().client.api(`/subscriptions/${made.id}`).get()).toMatchObject({ id: made.id });
    expect((await use().client.api('/subscriptions').get()).value).toMatchObject([{ id: made.id }]);
  });

  it.each<[string, (token: string | null) => [number, string, string]]>([
    ['another token', () => [200, 'text/plain', 'something else']],
    ['the token as it stood in the address', (token) => [200, 'text/plain', encodeURIComponent(token ?? '')]],
    ['202', (token) => [202, 'text/plain', token ?? '']],
    ['HTML', (token) => [200, 'text/html', token ?? '']],
    ['401', () => [401, 'text/plain', '']],
  ])('is refused to an address that answers with %s', async (_what, answer) => {
    use().webhook.behave((response, token) => {
      const [status, type, body] = answer(token);
      response.writeHead(status, { 'content-type': type }).end(body);
    });
    await expect(use().subscribe()).rejects.toMatchObject({ statusCode: 400, code: 'ValidationError' });
    expect((await use().client.api('/subscriptions').get()).value).toEqual([]);
  });

  it.each<[string, object]>([
    ['an address that is not https and not on loopback', { notificationUrl: 'http://example.com/hook' }],
    ['an end too far ahead', { expirationDateTime: minutes(10_081) }],
    ['an end in the past', { expirationDateTime: minutes(-1) }],
    ['a clientState of 129 characters', { clientState: 'x'.repeat(129) }],
    ['an unknown change type', { changeType: 'created,moved' }],
    ['something else than messages', { resource: `users/${support}/events` }],
  ])('is refused with %s', async (_what, changes) => {
    await expect(use().subscribe(changes)).rejects.toMatchObject({ statusCode: 400 });
  });

  it('is refused for a mailbox or folder that is not there', async () => {
    await expect(use().subscribe({ resource: 'users/nobody@contoso.example/messages' })).rejects.toMatchObject({ statusCode: 404 });
  });

  it('exists once for a resource and its change types, however they are written', async () => {
    await use().subscribe();
    await expect(use().subscribe({ resource: `/users/${support}/mailFolders/Inbox/messages` })).rejects.toMatchObject({ statusCode: 409 });
    await use().subscribe({ changeType: 'created,updated' });
    const both = await Promise.allSettled([use().subscribe({ changeType: 'deleted' }), use().subscribe({ changeType: 'deleted' })]);
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  });

  it('is renewed by PATCH, for 45 minutes at least; its lifecycle address stays', async () => {
    const { id } = await use().subscribe({ expirationDateTime: minutes(100) });
    const renewed = await use()
      .client.api(`/subscriptions/${id}`)
      .patch({ expirationDateTime: minutes(1) });
    expect(Date.parse(renewed.expirationDateTime)).toBeGreaterThan(Date.now() + 44 * 60_000);
    await expect(use().client.api(`/subscriptions/${id}`).patch({ lifecycleNotificationUrl: use().webhook.url })).rejects.toMatchObject({
      statusCode: 400,
    });
    await use().client.api(`/subscriptions/${id}`).delete();
    await expect(
      use()
        .client.api(`/subscriptions/${id}`)
        .patch({ expirationDateTime: minutes(100) }),
    ).rejects.toMatchObject({
      statusCode: 404,
    });
  });
});
