import type { AddressOutcome } from '../domain/contacts/deliverability.ts';
import { type DeliveryReport, parseDeliveryReport } from '../domain/notifications/delivery-report.ts';
import { parseEngagement } from '../domain/notifications/engagement.ts';
import { renaming } from '../domain/notifications/final-message-id.ts';
import { bounceNotices } from '../domain/notifications/mail-bounced.ts';
import type { Notification } from '../domain/notifications/notification.ts';
import { planArrival, planDelivery } from '../domain/notifications/plan-delivery.ts';
import type { TicketChange } from '../domain/notifications/ticket-change.ts';
import { type NotificationRef, notificationRef } from '../domain/queue-items.ts';
import { type SigningKeys, verifyMessageId } from '../domain/thread/signed-ids.ts';
import type { Ticket } from '../domain/tickets/ticket.ts';
import { commitTelling } from './commit-telling.ts';
import { recordEngagement } from './record-engagement.ts';
import type { Committed } from './ticket-versions.ts';
import type { NoticeDeps } from './with-notices.ts';

/** What recording reads and writes. */
export type DeliveryDeps = {
  signingKeys(): Promise<SigningKeys>;
  now(): Date;
  owed(ref: NotificationRef): Promise<{ notification: Notification; ticket: Ticket } | null>;
  /** The notification that was sent by this operation, or null. */
  sentBy(operationId: string): Promise<NotificationRef | null>;
  commit(change: TicketChange): Promise<Committed>;
  notices: Pick<NoticeDeps, 'noticeFacts'>;
  /** Notes what became of a mail to an address; once, however often it is reported. */
  noteOutcome(address: string, outcome: AddressOutcome): Promise<boolean>;
};

/**
 * `status` as the report said it, in one word; `result` is what came of it; `sends`: the mails by
 * which that is told, which are to be queued.
 */
export type DeliveryResult = { status: string; result: string; sends?: NotificationRef[] };

/**
 * Writes a delivery report, or that a mail was opened, to its notification, and to the contact when
 * their address is dead. Doing it again changes nothing. A report on nothing of ours (another
 * program may send through the same resource) is an answer.
 *
 * @throws Error when the item is no event of Event Grid, or a store fails: the queue tries again.
 */
export async function recordDelivery(deps: DeliveryDeps, item: unknown): Promise<DeliveryResult> {
  const engagement = parseEngagement(item);
  if (engagement) return recordEngagement(deps, engagement);
  const report = parseDeliveryReport(item);
  if ('otherEvent' in report) return { status: 'none', result: `is passed over: ${report.otherEvent}` };
  const status = report.status.replace(/[^\w-]+/g, '-');
  const { ref, messageId } = await refOf(deps, report);
  // the mail went under another Message-ID, which a reply will name
  if (ref && messageId !== null) await deps.commit(renaming(ref, messageId, new Date(report.at)));
  const arrival = ref && planArrival(report, ref);
  if (arrival && (await deps.commit(arrival)) !== 'conflict') return { status, result: `${ref.notificationId} delivered` };
  const owed = ref && (await deps.owed(ref));
  if (!owed) return { status, result: 'on no notification that is known' };

  const plan = planDelivery(report, owed.notification);
  if (plan.kind === 'nothing') return { status, result: `${ref.notificationId} ${plan.why}` };
  // first, since only it would be left out when the process dies in between: the change below is
  // what tells a repeat
  if (plan.outcome) await deps.noteOutcome(owed.notification.to.address, plan.outcome);
  const { notification, ticket } = owed;
  const told = plan.returned && bounceNotices(notification, ticket, plan.returned, await deps.notices.noticeFacts(ticket.queueId));
  const { answer, sends } = await commitTelling(deps.commit, plan.change, told ?? []);
  const result = `${ref.notificationId} ${answer === 'conflict' ? 'known-already' : plan.status}`;
  return { status, result, ...(sends.length > 0 ? { sends } : {}) };
}

/**
 * Our signed Message-ID says it without a search; Communication Services may have replaced it (a
 * repeated one), then its operation does: `messageId` is what stands in the place of ours.
 */
async function refOf(
  deps: DeliveryDeps,
  { internetMessageId, operationId }: DeliveryReport,
): Promise<{ ref: NotificationRef | null; messageId: string | null }> {
  const messageId = internetMessageId && bracketed(internetMessageId);
  const signed = messageId ? verifyMessageId(messageId, await deps.signingKeys()) : null;
  if (signed) return { ref: notificationRef(signed), messageId: null };
  return { ref: operationId ? await deps.sentBy(operationId) : null, messageId };
}

const bracketed = (messageId: string) => (messageId.startsWith('<') ? messageId : `<${messageId}>`);
