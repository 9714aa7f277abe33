import { z } from 'zod';
import type { Graph } from './graph-api.ts';
import { GraphRefusal } from './graph-error.ts';
import { parseAnswer } from './parse-response.ts';

const Created = z.object({ id: z.string().min(1).max(200), expirationDateTime: z.iso.datetime({ offset: true }) });
const Listed = z.object({
  value: z.array(z.object({ id: z.string(), resource: z.string(), notificationUrl: z.string().nullish() })),
  '@odata.nextLink': z.string().optional(),
});

/** A subscription that may not last that long is asked for with two days less, twice. */
const shorterByHours = 48;
const maxHoursLess = 96;

/** An app may have a thousand subscriptions per mailbox; its own are far fewer. */
const maxPages = 50;

/**
 * The app's subscriptions to new mails (Microsoft Graph, resource type subscription). Each call
 * throws GraphRefusal if Graph refuses.
 */
export const graphSubscriptions = (graph: Graph) => ({
  /**
   * Before it answers, Graph validates both URLs. Null: there is already a subscription to the same
   * resource. Where Graph refuses the time that it is to end as too far ahead (our clock is wrong,
   * or the limit has changed), it is asked for less.
   */
  async create(wanted: {
    resource: string;
    notificationUrl: string;
    lifecycleUrl: string;
    clientState: string;
    expiresAt: Date;
  }): Promise<{ subscriptionId: string; expiresAt: Date } | null> {
    const { resource, notificationUrl, lifecycleUrl: lifecycleNotificationUrl, clientState, expiresAt } = wanted;
    for (let hoursLess = 0; ; hoursLess += shorterByHours) {
      const expirationDateTime = new Date(expiresAt.getTime() - hoursLess * 3_600_000).toISOString();
      const body = { changeType: 'created', resource, notificationUrl, lifecycleNotificationUrl, clientState, expirationDateTime };
      const created = await unless(isConflict, graph.json('POST', '/subscriptions', { body })).catch((error: unknown) => {
        if (isTooLong(error) && hoursLess < maxHoursLess) return 'too-long' as const;
        throw error;
      });
      if (created === null) return null;
      if (created !== 'too-long') return toSubscription(created);
    }
  },

  /** Null: it is gone. */
  async read(subscriptionId: string): Promise<{ subscriptionId: string; expiresAt: Date } | null> {
    const found = await unless(isGone, graph.json('GET', pathOf(subscriptionId)));
    return found === null ? null : toSubscription(found);
  },

  /** Null: it is gone, or can't last that long. */
  async renew(subscriptionId: string, expiresAt: Date): Promise<{ subscriptionId: string; expiresAt: Date } | null> {
    const body = { expirationDateTime: expiresAt.toISOString() };
    const renewed = await unless((error) => isGone(error) || isTooLong(error), graph.json('PATCH', pathOf(subscriptionId), { body }));
    return renewed === null ? null : toSubscription(renewed);
  },

  /** It is fine if it is gone already. */
  async remove(subscriptionId: string): Promise<void> {
    await unless(isGone, graph.json('DELETE', pathOf(subscriptionId)));
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

/** The response, or null if Graph refused for this reason. */
async function unless(isExpected: (error: GraphRefusal) => boolean, request: Promise<unknown>): Promise<unknown> {
  try {
    return (await request) ?? {};
  } catch (error) {
    if (error instanceof GraphRefusal && isExpected(error)) return null;
    throw error;
  }
}

const isConflict = ({ status }: GraphRefusal): boolean => status === 409;
/**
 * Of a user who was deleted, and of a mailbox that was moved, Graph says it by 410 or another 404.
 */
const isGone = ({ status }: GraphRefusal): boolean => status === 404 || status === 410;
/** ErrorInvalidParameter or InvalidRequest; only the text says which value it is that is wrong. */
const isTooLong = (error: unknown): boolean => error instanceof GraphRefusal && error.status === 400 && /expiration/i.test(error.message);
