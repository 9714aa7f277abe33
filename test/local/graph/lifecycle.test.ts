import { describe, expect, it } from 'vitest';
import { useSubscribedGraph } from '../support/subscribed-graph.ts';

const use = useSubscribedGraph();

describe('lifecycle notifications', () => {
  it('are sent on demand', async () => {
    const { id } = await use().subscribe();
    use().graph.lifecycle('reauthorizationRequired', id);
    use().graph.lifecycle('missed');
    await use().graph.idle();
    expect(use().webhook.posts.flat()).toMatchObject([
      { lifecycleEvent: 'reauthorizationRequired', subscriptionId: id },
      { lifecycleEvent: 'missed', subscriptionId: id },
    ]);
    await use().client.api(`/subscriptions/${id}/reauthorize`).post({});
  });

  it('subscriptionRemoved removes it, so that it can be made anew', async () => {
    const { id } = await use().subscribe();
    await fetch(`${use().graph.url}/admin/lifecycle`, {
      method: 'POST',
      body: JSON.stringify({ event: 'subscriptionRemoved', subscriptionId: id }),
    });
    await use().graph.idle();
    expect(use().webhook.posts.flat()).toMatchObject([{ lifecycleEvent: 'subscriptionRemoved', subscriptionId: id }]);
    await expect(use().client.api(`/subscriptions/${id}`).get()).rejects.toMatchObject({ statusCode: 404 });
    await use().subscribe();
  });
});
