import { z } from 'zod';

/**
 * A POST from Graph has a few dozen items; hundreds of thousands of `{}` would fit into a megabyte.
 */
const maxItems = 1000;

const ids = { subscriptionId: z.string().min(1).max(200), clientState: z.string().max(255) };

/**
 * A change notification (Microsoft Graph, resource type changeNotification). Only the message's id
 * is used; everything else is read from Graph itself.
 */
const ChangeNotification = z.object({
  ...ids,
  changeType: z.string().max(50),
  resourceData: z.object({ id: z.string().min(1).max(1024) }),
});
export type ChangeNotification = z.infer<typeof ChangeNotification>;

/** A lifecycle notification: `reauthorizationRequired`, `subscriptionRemoved` or `missed`. */
const LifecycleNotification = z.object({ ...ids, lifecycleEvent: z.string().max(50) });
export type LifecycleNotification = z.infer<typeof LifecycleNotification>;

const Envelope = z.object({ value: z.array(z.unknown()).max(maxItems) });

/**
 * The items of a POST that could be read, and how many could not; null if it isn't what Graph
 * sends.
 */
export type Notifications<T> = { items: T[]; malformed: number } | null;

/**
 * Reads the body of a POST to the notification URL. Never throws: one item that can't be read
 * doesn't stop the others.
 */
export const parseChangeNotifications = (body: string): Notifications<ChangeNotification> => parseEach(ChangeNotification, body);

/** Reads the body of a POST to the lifecycle URL. Never throws. */
export const parseLifecycleNotifications = (body: string): Notifications<LifecycleNotification> => parseEach(LifecycleNotification, body);

function parseEach<T>(schema: z.ZodType<T>, body: string): Notifications<T> {
  const envelope = Envelope.safeParse(parseJson(body));
  if (!envelope.success) return null;
  const parsed = envelope.data.value.map((item) => schema.safeParse(item));
  const items = parsed.flatMap((item) => (item.success ? [item.data] : []));
  return { items, malformed: parsed.length - items.length };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
