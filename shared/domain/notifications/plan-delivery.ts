import { reasonOf } from '../classify/bounce/bounce-reason.ts';
import { statusesIn } from '../classify/bounce/smtp-reply.ts';
import type { Deliverability } from '../contacts/contact.ts';
import type { NotificationRef } from '../queue-items.ts';
import { remark } from '../words/remark.ts';
import { eventsOfDelivery } from './delivery-events.ts';
import type { DeliveryReport } from './delivery-report.ts';
import type { Notification } from './notification.ts';
import { reportOf } from './report-of.ts';
import { notificationChange, type TicketChange } from './ticket-change.ts';

/**
 * `nothing`: the report is about somebody else, says nothing final, or was overtaken by a worse one
 * (or by itself).
 */
export type DeliveryPlan =
  | { kind: 'change'; status: Notification['status']; change: TicketChange; deliverability: Deliverability | null }
  | { kind: 'nothing'; why: 'other-recipient' | 'says-nothing' | 'known-already' };

/**
 * A notification only goes forward, to the worst that was ever reported: so reports may come in any
 * order, and as often as they like.
 */
const order: Notification['status'][] = ['waiting', 'sent', 'delivered', 'failed', 'bounced'];

type Undelivered = 'mail-bounced' | 'mail-suppressed' | 'mail-quarantined' | 'mail-taken-for-spam' | 'mail-failed';

/**
 * Each of the documented statuses. Expanded: a list took the mail; its members' reports name other
 * recipients.
 */
const meanings: Record<string, { status: 'delivered' | 'failed' | 'bounced'; what: Undelivered | null }> = {
  delivered: { status: 'delivered', what: null },
  expanded: { status: 'delivered', what: null },
  bounced: { status: 'bounced', what: 'mail-bounced' },
  suppressed: { status: 'failed', what: 'mail-suppressed' },
  quarantined: { status: 'failed', what: 'mail-quarantined' },
  filteredspam: { status: 'failed', what: 'mail-taken-for-spam' },
  failed: { status: 'failed', what: 'mail-failed' },
};

/**
 * What the everyday report changes, that the mail has arrived: so little that the notification need
 * not be read first. Null for any other report; one that meets no notification of this kind is for
 * `planDelivery`. Pure.
 */
export function planArrival({ status, recipient }: DeliveryReport, ref: NotificationRef): TicketChange | null {
  if (meanings[status.toLowerCase()]?.status !== 'delivered') return null;
  return notificationChange(ref, { status: 'delivered', failure: null }, { status: ['sent'], to: recipient.toLowerCase() });
}

/** What a delivery report changes. Pure. */
export function planDelivery(report: DeliveryReport, notification: Notification): DeliveryPlan {
  const { address } = notification.to;
  if (report.recipient.toLowerCase() !== address.toLowerCase()) return { kind: 'nothing', why: 'other-recipient' };
  const meaning = meanings[report.status.toLowerCase()];
  if (!meaning) return { kind: 'nothing', why: 'says-nothing' };
  const from = order.slice(0, order.indexOf(meaning.status));
  if (!from.includes(notification.status)) return { kind: 'nothing', why: 'known-already' };
  const said = [report.server, report.said].filter(Boolean).join(': ');
  const failure = meaning.what && reportOf(remark(meaning.what, { address }), said);
  // the report may overtake our own note that the mail was sent
  const sent = { sentAt: notification.sentAt ?? report.at, messageId: notification.messageId ?? report.internetMessageId };
  const events = eventsOfDelivery(notification, meaning.status, { by: { kind: 'channel' }, at: report.at, cause: report.id });
  const ref = { ticketId: notification.ticketId, notificationId: notification.id };
  const change = notificationChange(ref, { status: meaning.status, failure, ...sent }, { status: from, to: null }, events);
  return { kind: 'change', status: meaning.status, change, deliverability: deadAddress(report) };
}

/**
 * Whether the address is dead. Communication Services calls each hard bounce Bounced, also a
 * policy's refusal, which another mail may pass: so its words decide where they say something.
 * Suppressed goes back to a hard bounce, of which these words are not the server's.
 */
function deadAddress({ status, said, at, recipient }: DeliveryReport): Deliverability | null {
  const state = 'undeliverable' as const;
  if (status.toLowerCase() === 'suppressed') return { state, reason: remark('held-back'), at };
  if (status.toLowerCase() !== 'bounced') return null;
  const verdict = reasonOf({ text: said, status: statusesIn(said)[0] ?? null, smtpCode: null, command: null, recipient, senders: [] });
  if (verdict.basis !== 'none' && !verdict.hard) return null;
  const reason = verdict.basis === 'none' ? remark('mail-returned-hard') : remark('mail-returned', { reason: verdict.reason });
  return { state, reason, at };
}
