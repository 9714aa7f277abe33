import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest';
import { realTiming } from '../../../local/graph/notification-pump.ts';
import { type LocalGraph, startLocalGraph, support } from './local-graph.ts';
import { startWebhook, type Webhook } from './webhook.ts';

export const inbox = `users/${support}/mailFolders('inbox')/messages`;
export const minutes = (count: number): string => new Date(Date.now() + count * 60_000).toISOString();

/** Patience as in the real service, but in fractions of a second. */
export const quickTiming = { ...realTiming, firstTimeoutMs: 200, retryTimeoutMs: 400, firstRetryMs: 20, maxRetryMs: 50, giveUpMs: 600 };

type SubscribedGraph = LocalGraph & {
  webhook: Webhook;
  /** POST /subscriptions for new mails in the inbox, with changes */
  subscribe(changes?: object, headers?: Record<string, string>): ReturnType<ReturnType<LocalGraph['client']['api']>['post']>;
};

/**
 * One Graph for the test file, and for each test an endpoint of its own and no subscription left
 * from the one before.
 */
export function useSubscribedGraph(): () => SubscribedGraph {
  let local: LocalGraph;
  let webhook: Webhook;
  beforeAll(async () => {
    local = await startLocalGraph({ timing: quickTiming });
  });
  afterAll(() => local.end());
  beforeEach(async () => {
    webhook = await startWebhook();
  });
  afterEach(async () => {
    for (const { id } of (await local.client.api('/subscriptions').get()).value) await local.client.api(`/subscriptions/${id}`).delete();
    await webhook.stop();
  });
  return () => ({
    ...local,
    webhook,
    subscribe: (changes = {}, headers = {}) =>
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
        }),
  });
}
