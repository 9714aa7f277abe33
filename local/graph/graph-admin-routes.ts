import { z } from 'zod';
import { readJson } from '../simulator/read-json.ts';
import type { Route } from '../simulator/routes.ts';
import { type LifecycleEvent, lifecycleEvents } from './notifications.ts';

export type GraphControls = {
  addMailbox(address: string): void;
  /** lets a user (object id) or an app (client id) into a mailbox */
  giveAccess(address: string, holder: string): void;
  deliver(address: string, raw: Uint8Array): Promise<{ id: string }>;
  lifecycle(event: LifecycleEvent, subscriptionId?: string): number;
  expireDeltaTokens(status: 400 | 410): void;
  /** The next so many new messages are announced to nobody. */
  dropNotifications(count: number): void;
  /** From now on mail that leaves gets another Message-ID, or keeps its own. */
  replaceMessageIds(replaces: boolean): void;
};

/** A mail from outside may have 150 MB in Exchange Online; more than that is refused here. */
const maxMailBytes = 150 * 1024 * 1024;
const Lifecycle = z.strictObject({ event: z.enum(lifecycleEvents), subscriptionId: z.string().optional() });
const MessageIds = z.strictObject({ replace: z.boolean() });
const Drop = z.strictObject({ count: z.number().int().min(0) });
const Expiry = z.strictObject({ status: z.union([z.literal(400), z.literal(410)]).default(410) });
const NewMailbox = z.strictObject({ address: z.email() });

/** The handle of the simulator over HTTP, for whoever runs in another process. */
export function graphAdminRoutes(controls: GraphControls): Route<undefined>[] {
  return [
    {
      operation: 'POST /admin/mailboxes',
      async answer(request) {
        controls.addMailbox((await readJson(request, NewMailbox)).address);
        return { status: 204 };
      },
    },
    {
      operation: 'POST /admin/mailboxes/{address}/messages',
      answer: async (request, { address = '' }) => ({
        status: 201,
        body: await controls.deliver(address, await request.body(maxMailBytes)),
      }),
    },
    {
      operation: 'POST /admin/lifecycle',
      async answer(request) {
        const { event, subscriptionId } = await readJson(request, Lifecycle);
        return { status: 200, body: { subscriptions: controls.lifecycle(event, subscriptionId) } };
      },
    },
    {
      operation: 'POST /admin/drop-notifications',
      async answer(request) {
        controls.dropNotifications((await readJson(request, Drop)).count);
        return { status: 204 };
      },
    },
    {
      operation: 'POST /admin/message-ids',
      async answer(request) {
        controls.replaceMessageIds((await readJson(request, MessageIds)).replace);
        return { status: 204 };
      },
    },
    {
      operation: 'POST /admin/expire-delta-tokens',
      async answer(request) {
        controls.expireDeltaTokens((await readJson(request, Expiry)).status);
        return { status: 204 };
      },
    },
  ];
}
