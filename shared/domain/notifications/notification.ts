import { z } from 'zod';
import { notificationIdFor, teamNotificationIdFor } from '../ids.ts';
import { type NotificationRef, notificationRef } from '../queue-items.ts';
import { LanguageCode } from '../text/language-code.ts';
import { Remark } from '../words/remark.ts';

/**
 * A mail that we owe somebody: a row in its ticket's partition, written in the batch that caused it
 * (the outbox).
 */
export const Notification = z.object({
  id: z.string(),
  type: z.literal('notification'),
  schemaVersion: z.literal(1),
  ticketId: z.string(),
  /** One of the table of kinds; what it says besides is in `data`, by the schema of that kind. */
  kind: z.string().min(1).max(40),
  data: z.record(z.string().max(40), z.json()).default({}),
  /**
   * `held`: not sent unless somebody releases it; `undone`: taken back before it was sent, or
   * dropped.
   */
  status: z.enum(['waiting', 'sent', 'delivered', 'bounced', 'failed', 'held', 'undone']),
  to: z.object({ address: z.string(), name: z.string().nullable() }),
  /** Who reads it: a client and their people, or technicians. */
  audience: z.enum(['client', 'team']).default('client'),
  /** In which language it is written; null: older ones, in English. */
  language: LanguageCode.nullable().default(null),
  /** The item of the message that it carries, or tells of; null for any other. */
  messageItemId: z.string().nullable().default(null),
  /** The technician who caused it, by their address; null: somebody else, or a program. */
  by: z.string().nullable().default(null),
  /**
   * Whether name and subject of the mail may stand in it: not when nothing vouches that it goes to
   * who wrote them. Older ones have them.
   */
  quotesMail: z.boolean().default(true),
  /** The trace id of the mail that it answers; null when something else caused it. */
  mailId: z.string().nullable(),
  /** For In-Reply-To and References (RFC 5322 3.6.4). */
  inReplyTo: z.string().nullable(),
  references: z.array(z.string()),
  createdAt: z.iso.datetime(),
  /** How often it was tried in vain. */
  attempts: z.number().int(),
  /** Not before; the sweep queues it again when it waits long after. */
  dueAt: z.iso.datetime(),
  sentAt: z.iso.datetime().nullable(),
  /** Ours, signed; known once it was sent. */
  messageId: z.string().nullable(),
  /** The Message-ID under which it went, where that is another. */
  finalMessageId: z.string().exactOptional(),
  /** Of that one, and since when it is known: threading looks for it as for that of a message. */
  messageIdHash: z.string().exactOptional(),
  at: z.iso.datetime().exactOptional(),
  /** The send operation that took it; a delivery report may know the mail by nothing else. */
  operationId: z.string().exactOptional(),
  /** Why it failed, for good or the last time. */
  failure: Remark.nullable(),
  /** When it was first tried in vain: from then on it is given so long. Older ones have none. */
  failingSince: z.iso.datetime().exactOptional(),
  /** Since when its status is what it is; older ones, and those that were never sent, have none. */
  stateAt: z.iso.datetime().exactOptional(),
  /** When whoever owed it saw that its address takes mail; without it that is looked at first. */
  addressSeenAt: z.iso.datetime().exactOptional(),
  /**
   * Who had it sent after all, when for the last time, and how often; `anyway`: whatever is known
   * of its address; `isAgain`: though it may have been sent before.
   */
  released: z
    .object({ by: z.string(), at: z.iso.datetime(), anyway: z.boolean(), times: z.number().int().min(1), isAgain: z.boolean() })
    .exactOptional(),
  /**
   * When it was first and last opened, or a program loaded its pictures, and how often: no more are
   * counted than reports are known by (`ids`).
   */
  opened: z
    .object({ first: z.iso.datetime(), last: z.iso.datetime(), times: z.number().int().min(1), ids: z.array(z.string().max(200)) })
    .exactOptional(),
  /** It is the one mail that its address is tried with: how it ends tells something of that. */
  probe: z.literal(true).exactOptional(),
});
export type Notification = z.infer<typeof Notification>;

/** What a plan says of a notification that it owes; `cause` names it among those of its kind. */
export type OwedNotification = Pick<
  Notification,
  'ticketId' | 'kind' | 'data' | 'to' | 'quotesMail' | 'mailId' | 'inReplyTo' | 'references'
> &
  Partial<Pick<Notification, 'audience' | 'language' | 'messageItemId' | 'by' | 'dueAt' | 'addressSeenAt'>> & {
    cause: string;
    /** Its message is not for the client to see, whoever gets it. */
    internal?: boolean;
  };

/**
 * A notification that is owed from now on: due at once unless it says when, and the same for the
 * same cause. Pure.
 */
export function owedNotification({ cause, internal, ...owed }: OwedNotification, now: Date): Notification {
  const at = now.toISOString();
  return {
    audience: 'client',
    language: null,
    messageItemId: null,
    by: null,
    dueAt: at,
    ...owed,
    id: (internal || owed.audience === 'team' ? teamNotificationIdFor : notificationIdFor)(owed.ticketId, owed.kind, cause),
    type: 'notification',
    schemaVersion: 1,
    status: 'waiting',
    createdAt: at,
    attempts: 0,
    sentAt: null,
    messageId: null,
    failure: null,
  };
}

/** The item of a notification in its queue; `again` when it may have been sent already. Pure. */
export const refOf = ({ ticketId, id, messageItemId }: Notification, again = false, paced = false): NotificationRef =>
  notificationRef({ ticketId, notificationId: id, ...(messageItemId === null ? {} : { messageItemId }) }, again, paced);

/** What a try changes in a notification. */
export type NotificationChange = Pick<
  Notification,
  | 'status'
  | 'sentAt'
  | 'messageId'
  | 'operationId'
  | 'failure'
  | 'attempts'
  | 'dueAt'
  | 'failingSince'
  | 'finalMessageId'
  | 'messageIdHash'
  | 'at'
  | 'stateAt'
  | 'probe'
>;

/**
 * A channel that is out is tried for so long from the first failure on, more than a long weekend;
 * then the notification has failed.
 */
const givenUpAfterMs = 100 * 3_600_000;

/** Clocks differ, and a queue delivers a little early by ours. */
const earlyMs = 30_000;

/**
 * Whether it is to be tried now; if not, another delivery has put it off, and it is queued for
 * later. Pure.
 */
export const isDue = ({ dueAt }: Pick<Notification, 'dueAt'>, now: Date): boolean => Date.parse(dueAt) - now.getTime() <= earlyMs;

/**
 * What follows from a try that failed for the moment: later again (as the channel said, else twice
 * as late each time, an hour at most), or given up. Pure.
 */
export function postponed(notification: Notification, reason: Remark, retryAfterMs: number | null, now: Date): NotificationChange {
  const attempts = notification.attempts + 1;
  const failingSince = notification.failingSince ?? now.toISOString();
  const unchanged = { sentAt: null, messageId: null, attempts, failure: reason, dueAt: notification.dueAt, failingSince };
  if (now.getTime() - Date.parse(failingSince) > givenUpAfterMs) return { ...unchanged, status: 'failed' };
  const wait = Math.min(retryAfterMs ?? 60_000 * 2 ** Math.min(attempts - 1, 6), 3_600_000);
  return { ...unchanged, status: 'waiting', dueAt: new Date(now.getTime() + wait).toISOString() };
}
