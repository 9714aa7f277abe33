import { z } from 'zod';
import type { Graph } from './graph-api.ts';
import { GraphRefusal } from './graph-error.ts';
import { parseAnswer } from './parse-response.ts';

const Created = z.object({ id: z.string().min(1).max(200), expirationDateTime: z.iso.datetime({ offset: true }) });
const Listed = z.object({
  value: z.array(z.object({ id: z.string(), resource: z.string(), notificationUrl: z.string().nullish() })),
  '@odata.nextLink': z.string().optional(),
});

/** An app may have a thousand subscriptions per mailbox; its own are far fewer. */
const maxPages = 50;

/**
 * The app's subscriptions to new mails (Microsoft Graph, resource type subscription). Each call
 * throws GraphRefusal if Graph refuses.
 */
export const graphSubscriptions = (graph: Graph) => ({
  /**
   * Before it answers, Graph validates both URLs. Null: there is already a subscription to the same
   * resource.
   */
  async create(wanted: {
    resource: string;
    notificationUrl: string;
    lifecycleUrl: string;
    clientState: string;
    expiresAt: Date;
  }): Promise<{ subscriptionId: string; expiresAt: Date } | null> {
    const { resource, notificationUrl, lifecycleUrl: lifecycleNotificationUrl, clientState, expiresAt } = wanted;
    const expirationDateTime = expiresAt.toISOString();
    const body = { changeType: 'created', resource, notificationUrl, lifecycleNotificationUrl, clientState, expirationDateTime };
    const created = await unless(409, graph.json('POST', '/subscriptions', { body }));
    return created === null ? null : toSubscription(created);
  },

  /** Null: it is gone. */
  async read(subscriptionId: string): Promise<{ subscriptionId: string; expiresAt: Date } | null> {
    const found = await unless(404, graph.json('GET', pathOf(subscriptionId)));
    return found === null ? null : toSubscription(found);
  },

  /** Null: it is gone. */
  async renew(subscriptionId: string, expiresAt: Date): Promise<{ subscriptionId: string; expiresAt: Date } | null> {
    const body = { expirationDateTime: expiresAt.toISOString() };
    const renewed = await unless(404, graph.json('PATCH', pathOf(subscriptionId), { body }));
    return renewed === null ? null : toSubscription(renewed);
  },

  /** It is fine if it is gone already. */
  async remove(subscriptionId: string): Promise<void> {
    await unless(404, graph.json('DELETE', pathOf(subscriptionId)));
  },

  async list(): Promise<{ subscriptionId: string; resource: string; notificationUrl: string }[]> {
    const all: { subscriptionId: string; resource: string; notificationUrl: string }[] = [];
    let path: string | undefined = '/subscriptions';
    for (let page = 0; path !== undefined && page < maxPages; page += 1) {
      const { value, '@odata.nextLink': next }: z.infer<typeof Listed> = parseAnswer(Listed, await graph.json('GET', path));
      all.push(
        ...value.map(({ id, resource, notificationUrl }) => ({ subscriptionId: id, resource, notificationUrl: notificationUrl ?? '' })),
      );
      path = next;
    }
    return all;
  },
});

const pathOf = (subscriptionId: string): string => `/subscriptions/${encodeURIComponent(subscriptionId)}`;

function toSubscription(body: unknown): { subscriptionId: string; expiresAt: Date } {
  const { id, expirationDateTime } = parseAnswer(Created, body);
  return { subscriptionId: id, expiresAt: new Date(expirationDateTime) };
}

/** The response, or null if Graph refused with this status. */
async function unless(status: number, request: Promise<unknown>): Promise<unknown> {
  try {
    return (await request) ?? {};
  } catch (error) {
    if (error instanceof GraphRefusal && error.status === status) return null;
    throw error;
  }
}
