import { z } from 'zod';
import { graphRefusal } from './graph-error.ts';
import type { Subscription } from './subscriptions.ts';

/**
 * Outlook messages: at most 10,080 minutes ahead, less than 45 are made 45. Source:
 * learn.microsoft.com/graph/api/resources/subscription
 */
const maxMinutes = 10_080;
const shortestMinutes = 45;
const changeTypes = ['created', 'updated', 'deleted'];

export const CreateSubscription = z.object({
  changeType: z.string(),
  notificationUrl: z.string().max(2_000),
  lifecycleNotificationUrl: z.string().max(2_000).nullish(),
  resource: z.string().max(2_000),
  expirationDateTime: z.iso.datetime({ offset: true }),
  clientState: z.string().nullish(),
  includeResourceData: z.boolean().nullish(),
});

export const PatchSubscription = z.object({
  expirationDateTime: z.iso.datetime({ offset: true }).optional(),
  notificationUrl: z.string().max(2_000).optional(),
  lifecycleNotificationUrl: z.unknown().optional(),
});

/** `user` is undefined for `me`, `folder` for the whole mailbox. */
export type MessagesResource = { user: string | undefined; folder: string | undefined };

/**
 * Reads the resource of a subscription: `users/{id}/messages`,
 * `users/{id}/mailFolders('inbox')/messages`, `me/…`, with or without a slash in front. Throws a
 * Refusal 400 for resources other than messages.
 */
export function parseResource(resource: string): MessagesResource {
  const plain = resource.replace(/^\/?(v1\.0\/)?/i, '').replace(/\('([^']*)'\)/g, '/$1');
  const match = /^(?:me|users\/([^/?]+))(?:\/mailfolders\/([^/?]+))?\/messages$/i.exec(plain);
  if (!match)
    throw graphRefusal(
      400,
      'InvalidRequest',
      `This simulator offers messages only, without query options; the resource '${resource}' is something else.`,
    );
  return { user: match[1] && decodeURIComponent(match[1]), folder: match[2] && decodeURIComponent(match[2]) };
}

/** `updated,created` → `created,updated`. Throws a Refusal 400. */
export function parseChangeType(text: string): string {
  const types = [...new Set(text.split(',').map((type) => type.trim().toLowerCase()))].sort();
  const unknown = types.find((type) => !changeTypes.includes(type));
  if (unknown !== undefined)
    throw graphRefusal(400, 'InvalidRequest', `The change type '${unknown}' is not one of ${changeTypes.join(', ')}.`);
  return types.join(',');
}

/**
 * The time when the subscription ends, in milliseconds. Throws a Refusal 400 for a time that is
 * past or too far ahead.
 */
export function parseExpiration(text: string, now: number): number {
  const at = Date.parse(text);
  if (at <= now) throw graphRefusal(400, 'InvalidRequest', 'Subscription expiration must be in the future.');
  if (at > now + maxMinutes * 60_000) {
    throw graphRefusal(400, 'InvalidRequest', `Subscription expiration can only be ${maxMinutes} minutes in the future.`);
  }
  return Math.max(at, now + shortestMinutes * 60_000);
}

/** clientState has 128 characters at most. Throws a Refusal 400. */
export function checkClientState(clientState: string | null | undefined): void {
  if ((clientState ?? '').length > 128) throw graphRefusal(400, 'InvalidRequest', 'clientState may have 128 characters.');
}

/** A subscription as Graph shows it. */
export function toSubscriptionResource(subscription: Subscription): Record<string, unknown> {
  return {
    id: subscription.id,
    resource: subscription.resource,
    applicationId: subscription.app_id,
    changeType: subscription.change_type,
    clientState: subscription.client_state,
    notificationUrl: subscription.notification_url,
    lifecycleNotificationUrl: subscription.lifecycle_url,
    expirationDateTime: new Date(subscription.expires).toISOString(),
    creatorId: subscription.app_id,
    includeResourceData: null,
    latestSupportedTlsVersion: 'v1_2',
    encryptionCertificate: null,
    encryptionCertificateId: null,
    notificationQueryOptions: null,
  };
}
