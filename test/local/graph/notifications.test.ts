import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { startGraph } from '../../../local/graph/start-graph.ts';
import { aRawMail } from '../support/a-raw-mail.ts';
import { graphClient, support } from '../support/local-graph.ts';
import { tenantId } from '../support/local-tenant.ts';
import { inbox, minutes, quickTiming, useSubscribedGraph } from '../support/subscribed-graph.ts';
import { wellBehaved } from '../support/webhook.ts';

const use = useSubscribedGraph();
const deliver = async () => (await use().graph.deliver(support, aRawMail())).id;

describe('change notifications', () => {
  it('name the message, the tenant and the secret', async () => {
    const { id } = await use().subscribe();
    const message = await deliver();
    await use().graph.idle();
    expect(use().webhook.posts.flat()).toEqual([
      expect.objectContaining({
        subscriptionId: id,
        changeType: 'created',
        clientState: 'a shared secret',
        tenantId,
        resource: expect.stringMatching(/^Users\/[0-9a-f-]{36}\/Messages\/.+/),
        resourceData: expect.objectContaining({ '@odata.type': '#Microsoft.Graph.Message', id: message }),
      }),
    ]);
    expect(await use().client.api(`/${use().webhook.posts[0]?.[0]?.resource}`).select('id').get()).toMatchObject({ id: message });
  });

  it('carry immutable ids when the subscription was made so', async () => {
    await use().subscribe({}, { Prefer: 'IdType="ImmutableId"' });
    const message = await deliver();
    await use().graph.idle();
    const [notification] = use().webhook.posts.flat();
    const shown = await use()
      .client.api(`/users/${support}/messages/${message}`)
      .headers({ Prefer: 'IdType="ImmutableId"' })
      .select('id')
      .get();
    expect(notification?.resourceData?.id).toBe(shown.id);
  });

  it('come in one POST when many mails arrive while the address is busy', async () => {
    await use().subscribe();
    for (let count = 0; count < 40; count += 1) await deliver();
    await use().graph.idle();
    expect(use().webhook.posts.flat()).toHaveLength(40);
    expect(use().webhook.posts.length).toBeLessThan(20);
  });

  it('are sent again until the address takes them: after 500, after silence', async () => {
    await use().subscribe();
    let tries = 0;
    use().webhook.behave((response, token) => {
      tries += 1;
      if (tries === 1) response.writeHead(500).end();
      else if (tries > 2) wellBehaved(response, token);
    });
    await deliver();
    await use().graph.idle();
    expect(use().webhook.posts).toHaveLength(3);
    expect(
      new Set(
        use()
          .webhook.posts.flat()
          .map((notification) => notification.resourceData?.id),
      ).size,
    ).toBe(1);
  });

  it('are never forgotten between two looks at the clock', async () => {
    let clock = Date.now();
    const ticking = await startGraph({
      port: 0,
      folder: `${use().tenant.folder}/ticking`,
      tls: use().tenant.certificates,
      verifyToken: use().tenant.entra.verifyToken,
      onSend: async () => {},
      timing: { ...quickTiming, giveUpMs: 60_000 },
      now: () => {
        clock += 9;
        return clock;
      },
    });
    ticking.addMailbox(support);
    await graphClient(ticking.url, use().token)
      .api('/subscriptions')
      .post({ changeType: 'created', notificationUrl: use().webhook.url, resource: inbox, expirationDateTime: minutes(100) });
    let tries = 0;
    use().webhook.behave((response) => {
      tries += 1;
      response.writeHead(tries < 12 ? 500 : 202).end();
    });
    await ticking.deliver(support, aRawMail());
    await ticking.idle();
    await ticking.stop();
    expect(tries).toBe(12);
  });

  it('are given up after a while; then the subscription hears `missed`', async () => {
    await use().subscribe();
    use().webhook.behave((response, token) => (Date.now() < giveUp ? response.writeHead(503).end() : wellBehaved(response, token)));
    const giveUp = Date.now() + 650;
    await deliver();
    await use().graph.idle();
    expect(use().webhook.posts.at(-1)).toMatchObject([{ lifecycleEvent: 'missed', clientState: 'a shared secret' }]);
  });

  it('are only for the folder and the changes that were asked for', async () => {
    await use().subscribe({ changeType: 'updated' });
    const message = await deliver();
    await use().client.api(`/users/${support}/messages/${message}`).patch({ isRead: true });
    const { id } = await use().client.api(`/users/${support}/messages/${message}/move`).post({ destinationId: 'archive' });
    await use().client.api(`/users/${support}/messages/${id}`).patch({ isRead: false });
    await use().graph.idle();
    expect(
      use()
        .webhook.posts.flat()
        .map(({ changeType }) => changeType),
    ).toEqual(['updated']);
  });

  it('end with the subscription', async () => {
    const { id } = await use().subscribe();
    await use().client.api(`/subscriptions/${id}`).delete();
    await deliver();
    await sleep(50);
    expect(use().webhook.posts).toEqual([]);
  });

  it('that were under way when the process ended come after the restart', async () => {
    const options = {
      port: 0,
      folder: `${use().tenant.folder}/restart`,
      tls: use().tenant.certificates,
      verifyToken: use().tenant.entra.verifyToken,
      onSend: async () => {},
    };
    const first = await startGraph(options);
    first.addMailbox(support);
    await graphClient(first.url, use().token)
      .api('/subscriptions')
      .post({ changeType: 'created', notificationUrl: use().webhook.url, resource: inbox, expirationDateTime: minutes(100) });
    use().webhook.behave(() => {});
    await first.deliver(support, aRawMail());
    await sleep(50);
    await first.stop();
    use().webhook.behave(wellBehaved);
    const second = await startGraph(options);
    await second.idle();
    await second.stop();
    expect(use().webhook.posts.flat().length).toBeGreaterThanOrEqual(1);
    expect(
      new Set(
        use()
          .webhook.posts.flat()
          .map(({ resource }) => resource),
      ).size,
    ).toBe(1);
  });
});
