import { z } from 'zod';
import { Notification } from '../domain/notifications/notification.ts';
import { ApiDelivery, toApiDelivery } from './deliveries.ts';
import { AnyAddress, ItemId } from './params.ts';

/** What the API says of the mails that we owed. */
export const ApiNotification = ApiDelivery.extend({
  ticketId: z.string(),
  ticketUrl: z.string().describe('From the root'),
  messageId: z.string().nullable().describe('The message of the ticket that it carries or tells of'),
  by: z.string().nullable().describe('The technician who caused it, by their address'),
  createdAt: z.string(),
  attempts: z.number().int().describe('How often it was tried in vain'),
  released: z
    .object({ by: z.string(), at: z.string(), anyway: z.boolean() })
    .nullable()
    .describe('Who had it sent after all, the last time'),
});
export type ApiNotification = z.infer<typeof ApiNotification>;

export const NotificationPage = z.object({
  items: z.array(ApiNotification),
  next: z.string().nullable().describe('Pass it as "continuation" for the next page'),
});
export type NotificationPage = z.infer<typeof NotificationPage>;

const Filter = z.strictObject({
  to: AnyAddress.optional().describe('An address'),
  ticket: ItemId.optional().describe("A ticket's id or number"),
  kind: z.string().max(40).optional(),
});
const continuation = z.string().max(2000).optional().describe('The "next" of the answer before');

/** The filters of the list. */
export const NotificationQuery = Filter.extend({
  state: Notification.shape.status.optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
  continuation,
});
export type NotificationQuery = z.infer<typeof NotificationQuery>;

const anyway = z.boolean().default(false).describe('Whatever is known of the address, this once');

/** Releasing one. */
export const ReleaseInput = z.strictObject({ anyway });

/** Releasing or dropping all that are held and match; some at a time. */
export const HeldInput = z.strictObject({ filter: Filter.describe('Of which; {} for all'), continuation });
export const ReleaseHeldInput = HeldInput.extend({ anyway });
export type HeldInput = z.infer<typeof HeldInput>;

/** What was done with those that are held, some at a time. */
export const HeldAnswer = z.object({
  done: z.number().int(),
  refused: z.array(z.object({ reason: z.string(), count: z.number().int() })).describe('Those that stay as they are, and why'),
  next: z.string().nullable().describe('There are more: pass it as "continuation" in the same request'),
});
export type HeldAnswer = z.infer<typeof HeldAnswer>;

/** A notification as the API shows it. */
export const toApiNotification = (notification: Notification): ApiNotification => {
  const { ticketId, messageItemId, by, createdAt, attempts, released } = notification;
  return {
    ...toApiDelivery(notification),
    ticketId,
    ticketUrl: `/api/tickets/${ticketId}`,
    messageId: messageItemId,
    by,
    createdAt,
    attempts,
    released: released ? { by: released.by, at: released.at, anyway: released.anyway } : null,
  };
};
