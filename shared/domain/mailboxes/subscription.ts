import { z } from 'zod';

/**
 * The change-notification subscription of a Graph mailbox. Of clientState only the hash is kept.
 */
export const Subscription = z.object({
  /**
   * Empty while it is being made: then `expiresAt` is when another process may make it, should the
   * first have died.
   */
  subscriptionId: z.string(),
  /** What it watches, such as `/users/support@contoso.example/mailFolders('inbox')/messages`. */
  resource: z.string(),
  expiresAt: z.iso.datetime(),
  clientStateSha256: z.string(),
  notificationUrl: z.string(),
  /** Mails that came later should have been announced. Older ones have none. */
  createdAt: z.iso.datetime().exactOptional(),
  renewedAt: z.iso.datetime().exactOptional(),
  /** What Graph last told of it: that it wants to be renewed, is gone, or missed something. */
  lastEvent: z.object({ event: z.string().max(50), at: z.iso.datetime() }).exactOptional(),
  /** Why it could not be made so far, and how often in a row: while it is being made, or waits. */
  refusal: z.object({ failure: z.string().max(40), message: z.string().max(1000), times: z.number().int() }).exactOptional(),
});
export type Subscription = z.infer<typeof Subscription>;

/** A subscription of a mailbox with the folder that it is kept for; null: the first. */
export type FolderSubscription = { slot: string | null; subscription: Subscription };
