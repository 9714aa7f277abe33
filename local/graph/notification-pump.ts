import { z } from 'zod';
import type { GraphState } from './graph-store.ts';
import { queueLifecycle } from './notifications.ts';
import { postToEndpoint } from './post-to-endpoint.ts';
import { allSubscriptions } from './subscriptions.ts';

export type NotificationTiming = {
  /** an answer later than this counts as none */
  firstTimeoutMs: number;
  retryTimeoutMs: number;
  firstRetryMs: number;
  maxRetryMs: number;
  /** then the notification is dropped, and the subscription gets a `missed` */
  giveUpMs: number;
};

/**
 * 3 s, then 10 s, for up to 4 h, as the service does; the pauses, which it does not tell, are short
 * here. Source: learn.microsoft.com/graph/change-notifications-delivery-webhooks
 */
export const realTiming: NotificationTiming = {
  firstTimeoutMs: 3_000,
  retryTimeoutMs: 10_000,
  firstRetryMs: 500,
  maxRetryMs: 30_000,
  giveUpMs: 4 * 3_600_000,
};

export type NotificationPump = {
  /** looks for notifications that are due */
  wake(): void;
  waiting(): number;
  /** resolves when none waits any more, those that are tried again later included */
  idle(): Promise<void>;
  stop(): Promise<void>;
};

const maxInOnePost = 100;
const Waiting = z.object({
  id: z.number(),
  kind: z.string(),
  subscription_id: z.string(),
  body: z.string(),
  queued: z.number(),
  tries: z.number(),
});
type Waiting = z.infer<typeof Waiting>;

/**
 * Delivers queued notifications, several in one POST, one POST at a time to each address, until a
 * 2xx comes: at least once, also over a restart. What came while an address was busy goes out
 * together.
 */
export function startNotificationPump(state: GraphState, timing: NotificationTiming): NotificationPump {
  const { store } = state;
  const busy = new Map<string, Promise<void>>();
  let timer: NodeJS.Timeout | undefined;
  const ending = new AbortController();

  const dueFor = (url: string): Waiting[] =>
    store
      .all('SELECT * FROM notifications WHERE url = ? AND due <= ? ORDER BY id LIMIT ?', url, state.now(), maxInOnePost)
      .map((row) => Waiting.parse(row));

  const deliver = async (url: string): Promise<void> => {
    for (let batch = dueFor(url); batch.length > 0 && !ending.signal.aborted; batch = dueFor(url)) {
      const isRetry = batch.every(({ tries }) => tries > 0);
      const body = `{"value":[${batch.map((notification) => notification.body).join(',')}]}`;
      const timeout = isRetry ? timing.retryTimeoutMs : timing.firstTimeoutMs;
      const signal = AbortSignal.any([AbortSignal.timeout(timeout), ending.signal]);
      const status = await postToEndpoint(url, body, 'application/json; charset=utf-8', signal).then(
        (answer) => answer.status,
        () => 0,
      );
      // stopped while it was under way: it may have arrived, and comes again after the restart
      if (ending.signal.aborted && status === 0) return;
      settle(batch, status >= 200 && status < 300);
    }
  };
  const settle = (batch: Waiting[], delivered: boolean): void => {
    store.transaction(() => {
      for (const notification of batch) {
        if (delivered) store.run('DELETE FROM notifications WHERE id = ?', notification.id);
        else postpone(notification);
      }
    });
  };
  const postpone = ({ id, kind, subscription_id: subscriptionId, queued, tries }: Waiting): void => {
    const pause = Math.min(timing.firstRetryMs * 2 ** Math.min(tries, 20), timing.maxRetryMs);
    if (state.now() + pause - queued <= timing.giveUpMs) {
      store.run('UPDATE notifications SET tries = tries + 1, due = ? WHERE id = ?', state.now() + pause, id);
      return;
    }
    store.run('DELETE FROM notifications WHERE id = ?', id);
    const subscription = allSubscriptions(state).find((one) => one.id === subscriptionId);
    const told = store.get("SELECT 1 FROM notifications WHERE subscription_id = ? AND kind = 'lifecycle'", subscriptionId);
    if (kind === 'change' && subscription && !told) queueLifecycle(state, subscription, 'missed');
  };
  const wake = (): void => {
    if (ending.signal.aborted) return;
    // one look at the clock for both: what becomes due between two looks would be neither due nor
    // waited for
    const now = state.now();
    const urls = store.all('SELECT DISTINCT url FROM notifications WHERE due <= ?', now).map((row) => String(row.url));
    for (const url of urls) {
      if (busy.has(url)) continue;
      const work = deliver(url)
        .catch((error: unknown) => console.error(`notifications to ${url}:`, error))
        .finally(() => {
          busy.delete(url);
          wake();
        });
      busy.set(url, work);
    }
    clearTimeout(timer);
    const due = store.get('SELECT MIN(due) AS due FROM notifications WHERE due > ?', now)?.due;
    if (typeof due === 'number') timer = setTimeout(wake, Math.max(10, due - now));
  };
  const waiting = (): number => Number(store.get('SELECT COUNT(*) AS count FROM notifications')?.count);
  return {
    wake,
    waiting,
    async idle() {
      while (!ending.signal.aborted && waiting() > 0) {
        await Promise.all(busy.values());
        await new Promise((resolve) => setTimeout(resolve, 10));
      }
    },
    async stop() {
      ending.abort();
      clearTimeout(timer);
      await Promise.all(busy.values());
    },
  };
}
