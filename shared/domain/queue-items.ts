import { z } from 'zod';
import { MailFailure } from './trace/mail-failure.ts';

/**
 * Queue items are pointers: a storage queue takes 48 KiB, and what is in a queue can't be taken
 * back. All are made here (`mailRef`, `pollRef`, `pollsOf`, `notificationRef`, `mailboxJob`,
 * `returnedReport`) and read by `parseQueueItem`; reports as Event Grid puts them are read by
 * `parseDeliveryReport`.
 */

/**
 * The version of the items that are made now. It goes up when an item of today could not be read by
 * the version before. Items without one are older than versions.
 */
const version = 1;
/** Version 1 reads a poll of several mailboxes as one of the first, 2 no message and no time. */
const [versionOfSeveral, versionOfMessage] = [2, 3];
const v = z.number().int().min(1).exactOptional();

/**
 * Queue `inbound-mail`: one mail at its source. `rawBlob` names the staged copy (IMAP); without it
 * the source is asked.
 */
export const MailRef = z.strictObject({
  v,
  mailboxId: z.string().max(40),
  /** The source's id of the mail: Graph's immutable id, or `<UIDVALIDITY>.<UID>` of IMAP. */
  remoteId: z.string().max(1024),
  rawBlob: z.string().max(1024).nullable(),
  /** When it arrived here (ISO 8601, UTC). */
  receivedAt: z.iso.datetime(),
  /** Asked for by an admin: looked at anew although it was seen before. */
  replay: z.boolean().default(false),
  /** A technician wants it in a ticket, whatever it is. */
  accepted: z.boolean().default(false),
  /** From before the mailbox was connected: it makes a closed ticket, and nobody is told. */
  archive: z.literal(true).exactOptional(),
  /**
   * What failed before, when it is queued again: the trace may not tell it, for its store may have
   * been out.
   */
  failure: MailFailure.exactOptional(),
  /**
   * In the poison queue: its tries are used up, and `failure` says why. Without it the host has put
   * it there.
   */
  givenUp: z.literal(true).exactOptional(),
  /**
   * Of a mail that was put back because its ticket was busy: which ticket, and how often. `tried`:
   * an earlier delivery of it failed and may have left something.
   */
  waits: z.object({ ticketId: z.string().max(100), times: z.number().int().min(1), tried: z.boolean() }).exactOptional(),
});
export type MailRef = z.infer<typeof MailRef>;

/** The item of a mail; one that arrived, unless the fields say more. */
export const mailRef = (fields: z.input<typeof MailRef>): MailRef => ({
  ...fields,
  v: version,
  replay: fields.replay ?? false,
  accepted: fields.accepted ?? false,
});

/**
 * So many mailboxes are polled by one execution at most: at one server that does not answer, their
 * polls end within its five minutes.
 */
const maxTogether = 20;

/**
 * Queue `poll-mailbox`. One that is older than ten minutes is passed over, so that an outage leaves
 * no heap of polls behind.
 */
export const PollRef = z.strictObject({
  v,
  mailboxId: z.string().max(40),
  /**
   * Mailboxes that are polled along with it: all are only looked at, and none waits for another.
   */
  others: z
    .array(z.string().max(40))
    .min(1)
    .max(maxTogether - 1)
    .exactOptional(),
  scheduledAt: z.iso.datetime(),
  /**
   * What Graph said of the mailbox's subscription: it wants to be renewed, or it is gone. Seen to
   * before the poll.
   */
  subscription: z.enum(['keep', 'renew', 'recreate']).default('keep'),
});
export type PollRef = z.infer<typeof PollRef>;

/** The item of a poll that was asked for at this time. */
export const pollRef = (mailboxId: string, scheduledAt: Date, subscription: PollRef['subscription'] = 'keep'): PollRef => ({
  v: version,
  mailboxId,
  scheduledAt: scheduledAt.toISOString(),
  subscription,
});

/** The items of the polls of these mailboxes, in their order, as many together as may be. */
export function pollsOf(mailboxIds: readonly string[], scheduledAt: Date): PollRef[] {
  const polls: PollRef[] = [];
  for (let at = 0; at < mailboxIds.length; at += maxTogether) {
    const [first = '', ...others] = mailboxIds.slice(at, at + maxTogether);
    const poll = pollRef(first, scheduledAt);
    polls.push(others.length === 0 ? poll : { ...poll, v: versionOfSeveral, others });
  }
  return polls;
}

/**
 * Queue `outbound-mail`: a notification that waits in its ticket's partition, and the message that
 * it carries or tells of, to be read along. `again`: it may have been sent already. `paced`: its
 * channel expects it at the time for which it is queued.
 */
export const NotificationRef = z.strictObject({
  v,
  ticketId: z.string().max(100),
  notificationId: z.string().max(100),
  messageItemId: z.string().max(100).exactOptional(),
  again: z.boolean().default(false),
  paced: z.literal(true).exactOptional(),
});
export type NotificationRef = z.infer<typeof NotificationRef>;

/** The item of a notification, as `again` and `paced` say in NotificationRef. */
export const notificationRef = (of: Omit<NotificationRef, 'v' | 'again' | 'paced'>, again = false, paced = false): NotificationRef => {
  const { ticketId, notificationId, messageItemId } = of;
  const more = { ...(messageItemId !== undefined && { messageItemId }), ...(paced && { paced }) };
  return { v: Object.keys(more).length > 0 ? versionOfMessage : version, ticketId, notificationId, again, ...more };
};

/**
 * Queue `mailbox-jobs`: a turn of work on a mailbox that takes longer than a request. What is to be
 * done and how far it has come is in the item of that `id`, which the job finds. A turn takes about
 * a minute at most; the rest is queued as another.
 */
export const MailboxJob = z.strictObject({
  v,
  job: z.enum(['connection-test', 'reconcile', 'archive-import']),
  id: z.string().min(1).max(100),
});
export type MailboxJob = z.infer<typeof MailboxJob>;

/** The item of a turn of a job. */
export const mailboxJob = (job: MailboxJob['job'], id: string): MailboxJob => ({ v: version, job, id });

/**
 * Queue `delivery-reports`: a report that could not be written so far, with the item as Event Grid
 * put it there.
 */
export const ReturnedReport = z.object({ v, returned: z.unknown(), firstFailedAt: z.iso.datetime(), rounds: z.number().int().min(1) });
export type ReturnedReport = z.infer<typeof ReturnedReport>;

/** The item of a report that goes back into its queue for the n-th time. */
export const returnedReport = (fields: Omit<ReturnedReport, 'v'>): ReturnedReport => ({ ...fields, v: version });

/**
 * A queue's item as it came: the trigger hands over JSON already parsed. A field that is not known
 * is an error, so that a misspelt one is seen; but a later version may have queued the item before
 * it was taken back, and then it is read by the fields that are known.
 *
 * @throws Error that names the field.
 */
export function parseQueueItem<Shape extends z.ZodRawShape>(
  schema: z.ZodObject<Shape, z.core.$strict>,
  item: unknown,
): z.infer<z.ZodObject<Shape, z.core.$strip>> {
  const parsed = (Later.safeParse(item).success ? schema.strip() : schema).safeParse(item);
  if (parsed.success) return parsed.data;
  throw new Error(`Queue item: ${z.prettifyError(parsed.error)}`);
}

const Later = z.object({ v: z.number().min(versionOfMessage + 1) });

/** The least by which a mail is found again: where it is, and its copy if there is one. */
const Salvaged = z.object({
  mailboxId: MailRef.shape.mailboxId,
  remoteId: MailRef.shape.remoteId,
  rawBlob: MailRef.shape.rawBlob.catch(null),
  receivedAt: MailRef.shape.receivedAt.nullable().catch(null),
});

/**
 * What can be read of a mail's item that `parseQueueItem` refuses, so that the mail is not lost
 * with it: all known fields if they fit, else the least. `problem` names what is wrong; null where
 * nothing is. Null if not even the mail is named.
 */
export function salvageMailRef(item: unknown, now: Date): { ref: MailRef; problem: string | null } | null {
  const strict = MailRef.safeParse(item);
  if (strict.success) return { ref: strict.data, problem: null };
  const problem = z.prettifyError(strict.error).replace(/\s+/g, ' ').slice(0, 900);
  const known = MailRef.strip().safeParse(item);
  if (known.success) return { ref: known.data, problem: Later.safeParse(item).success ? null : problem };
  const least = Salvaged.safeParse(item);
  if (!least.success) return null;
  return { ref: mailRef({ ...least.data, receivedAt: least.data.receivedAt ?? now.toISOString() }), problem };
}
