import type { Change, GraphState } from './graph-store.ts';
import { removeSubscription, type Subscription, subscriptionsFor } from './subscriptions.ts';

export const lifecycleEvents = ['reauthorizationRequired', 'subscriptionRemoved', 'missed'] as const;
export type LifecycleEvent = (typeof lifecycleEvents)[number];

/**
 * Queues a change notification for each subscription that wants it. Shape:
 * learn.microsoft.com/graph/api/resources/changenotification
 */
export function queueChange(state: GraphState, change: Change): void {
  for (const subscription of subscriptionsFor(state, change)) {
    const id = subscription.immutable === 1 ? change.immutableId : change.mutableId;
    const resource = `Users/${change.mailboxId}/Messages/${id}`;
    queue(state, 'change', subscription, subscription.notification_url, {
      subscriptionId: subscription.id,
      subscriptionExpirationDateTime: new Date(subscription.expires).toISOString(),
      changeType: change.type,
      resource,
      resourceData: { '@odata.type': '#Microsoft.Graph.Message', '@odata.id': resource, '@odata.etag': change.etag, id },
      clientState: subscription.client_state,
      tenantId: subscription.tenant_id,
    });
  }
}

/**
 * Queues a lifecycle notification, when the subscription has an address for them;
 * `subscriptionRemoved` removes it too.
 */
export function queueLifecycle(state: GraphState, subscription: Subscription, lifecycleEvent: LifecycleEvent): void {
  state.store.transaction(() => {
    if (subscription.lifecycle_url) {
      queue(state, 'lifecycle', subscription, subscription.lifecycle_url, {
        subscriptionId: subscription.id,
        subscriptionExpirationDateTime: new Date(subscription.expires).toISOString(),
        tenantId: subscription.tenant_id,
        clientState: subscription.client_state,
        lifecycleEvent,
      });
    }
    if (lifecycleEvent === 'subscriptionRemoved') removeSubscription(state, subscription.id);
  });
}

function queue({ store, now }: GraphState, kind: 'change' | 'lifecycle', subscription: Subscription, url: string, body: unknown): void {
  store.run(
    'INSERT INTO notifications (kind, subscription_id, url, body, queued, due) VALUES (?, ?, ?, ?, ?, ?)',
    ...[kind, subscription.id, url, JSON.stringify(body), now(), now()],
  );
}
