import { reasonOf } from '../classify/bounce/bounce-reason.ts';
import { statusesIn } from '../classify/bounce/smtp-reply.ts';
import type { AddressOutcome } from '../contacts/deliverability.ts';
import type { NotificationRef } from '../queue-items.ts';
import { type Remark, remark } from '../words/remark.ts';
import { eventsOfDelivery } from './delivery-events.ts';
import { isInDoubt } from './delivery-hold.ts';
import type { DeliveryReport } from './delivery-report.ts';
import type { Notification } from './notification.ts';
import { reportOf } from './report-of.ts';
import { isSoftBounce } from './soft-bounce.ts';
import { notificationChange, type TicketChange } from './ticket-change.ts';

/**
 * `nothing`: the report is about somebody else, says nothing final, or was overtaken by a worse one
 * (or by itself). `returned`: why the mail came back, which is told to technicians.
 */
export type DeliveryPlan =
  | { kind: 'change'; status: Notification['status']; change: TicketChange; outcome: AddressOutcome | null; returned: Remark | null }
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
 * not be read first. Null for any other report; one that meets no notification of this kind, or
 * that by which an address was tried, is for `planDelivery`. Pure.
 */
export function planArrival({ status, recipient, at }: DeliveryReport, ref: NotificationRef): TicketChange | null {
  if (meanings[status.toLowerCase()]?.status !== 'delivered') return null;
  return notificationChange(
    ref,
    { status: 'delivered', failure: null, stateAt: at },
    { status: ['sent'], to: recipient.toLowerCase(), isProbe: false },
  );
}

/** What a delivery report changes. Pure. */
export function planDelivery(report: DeliveryReport, notification: Notification): DeliveryPlan {
  const { address } = notification.to;
  if (report.recipient.toLowerCase() !== address.toLowerCase()) return { kind: 'nothing', why: 'other-recipient' };
  const meaning = meanings[report.status.toLowerCase()];
  if (!meaning) return { kind: 'nothing', why: 'says-nothing' };
  const from = order.slice(0, order.indexOf(meaning.status));
  // one that may have been sent was: it need not be sent again
  if (isInDoubt(notification)) from.push('held');
  if (!from.includes(notification.status)) return { kind: 'nothing', why: 'known-already' };
  const said = [report.server, report.said].filter(Boolean).join(': ');
  const failure = meaning.what && reportOf(remark(meaning.what, { address }), said);
  // the report may overtake our own note that the mail was sent
  const sent = { sentAt: notification.sentAt ?? report.at, messageId: notification.messageId ?? report.internetMessageId };
  const events = eventsOfDelivery(notification, meaning.status, { by: { kind: 'channel' }, at: report.at, cause: report.id });
  const ref = { ticketId: notification.ticketId, notificationId: notification.id };
  const change = notificationChange(ref, { status: meaning.status, failure, stateAt: report.at, ...sent }, { status: from, to: null }, [
    ...events,
  ]);
  const returned = meaning.status === 'bounced' ? failure : null;
  return { kind: 'change', status: meaning.status, change, outcome: outcomeOf(report, notification), returned };
}

/** What became of it as far as it tells something of the address, or null. */
function outcomeOf(report: DeliveryReport, { id, sentAt, status: before, probe }: Notification): AddressOutcome | null {
  const status = report.status.toLowerCase();
  const known = { notificationId: id, at: report.at, sentAt: sentAt ?? report.at };
  // a report that overtakes our own note comes before the mark
  if (status === 'delivered') return probe || before !== 'sent' ? { ...known, what: 'delivered', reason: remark('arrived') } : null;
  if (status === 'suppressed') return { ...known, what: 'suppressed', reason: remark('held-back') };
  const verdict = status === 'bounced' || status === 'failed' ? verdictOn(report, status) : null;
  return verdict && { ...known, ...verdict };
}

/**
 * Whether the address is dead. Communication Services calls each hard bounce Bounced, also a
 * policy's refusal, which another mail may pass: so its words decide where they say something.
 */
function verdictOn({ said, recipient }: DeliveryReport, status: 'bounced' | 'failed') {
  const verdict = reasonOf({ text: said, status: statusesIn(said)[0] ?? null, smtpCode: null, command: null, recipient, senders: [] });
  const reason = verdict.basis === 'none' ? remark('mail-returned-hard') : remark('mail-returned', { reason: verdict.reason });
  const isHard = verdict.basis === 'none' ? status === 'bounced' : verdict.hard;
  if (isHard) return { what: 'hard' as const, reason, bySuppression: status === 'bounced' };
  return isSoftBounce(verdict.reason) ? { what: 'soft' as const, reason } : null;
}
