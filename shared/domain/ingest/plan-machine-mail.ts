import type { Classification } from '../classify/classify.ts';
import type { AddressOutcome } from '../contacts/deliverability.ts';
import type { Notification } from '../notifications/notification.ts';
import { reportOf } from '../notifications/report-of.ts';
import { isSoftBounce } from '../notifications/soft-bounce.ts';
import { type SignedId, type SigningKeys, verifyMessageId } from '../thread/signed-ids.ts';
import type { Message } from '../tickets/message.ts';
import type { Ticket } from '../tickets/ticket.ts';
import type { MailTrace } from '../trace/mail-trace.ts';
import type { Outcome } from '../trace/outcome.ts';
import { type Check, checkOf } from '../words/check.ts';
import { type BareCode, type Remark, remark } from '../words/remark.ts';
import { clientMessage } from './client-message.ts';
import { messageItemIdOf } from './copies.ts';
import { doubtOfReporter } from './doubt-of-reporter.ts';
import { eventsOfBounce } from './ingest-events.ts';
import type { IngestFacts, TicketState } from './ingest-facts.ts';
import { traceOf } from './ingest-items.ts';
import { type MailChange, traceChange } from './ingest-plan.ts';

/** What a machine's mail is about: the notification of ours that it reports on, with its ticket. */
export type Reported = { notification: Notification; ticket: Ticket };

const ends = {
  'auto-reply': { outcome: 'suppressed', what: 'is-auto-reply' },
  bounce: { outcome: 'recorded', what: 'is-bounce' },
  complaint: { outcome: 'recorded', what: 'is-complaint' },
  receipt: { outcome: 'recorded', what: 'is-receipt' },
} as const satisfies Record<string, { outcome: Outcome; what: BareCode }>;

/** The kinds that make no ticket. */
export type MachineKind = keyof typeof ends;

/**
 * Whether a mail was written by a machine that must get neither ticket nor answer (RFC 3834 2).
 * Lists and notices do get a ticket.
 */
export const isMachine = (kind: Classification['kind']): kind is MachineKind => kind !== 'person' && kind !== 'list';

/**
 * The notification that a report is about: its original Message-ID is ours and signed, so the
 * reporter has had the mail.
 */
export function reportedId({ bounce, complaint, receipt }: Classification, keys: SigningKeys): SignedId | null {
  const original = (bounce ?? complaint ?? receipt)?.originalMessageId;
  return original ? verifyMessageId(original, keys) : null;
}

/** The trace of a machine's mail that belongs to nothing we know. Pure. */
export function planUnrelated(facts: IngestFacts, kind: MachineKind): MailTrace {
  const { outcome, what } = ends[kind];
  return traceOf(facts, {
    ticketId: null,
    outcome,
    reason: remark('machine-mail-unrelated', { what: remark(what) }),
    checks: checksOf(facts, remark('in-no-ticket')),
  });
}

/**
 * An automatic reply in a ticket: a quiet note. It reopens nothing and notifies nobody. Pure.
 */
export function planRecordedMail(facts: IngestFacts, kind: MachineKind, { ticket }: TicketState): MailChange {
  return traceChange(recorded(facts, kind, ticket, remark('noted-quietly')), [
    note(facts, ticket, { text: facts.mail.text.slice(0, 20_000) }),
  ]);
}

/**
 * A report on a notification of ours: recorded on it, with a note in its ticket. `returned`: why
 * the mail came back, which is told to technicians. Pure.
 */
export function planReportedDelivery(
  facts: IngestFacts,
  kind: MachineKind,
  { notification, ticket }: Reported,
): MailChange & { returned: Remark | null } {
  const doubt = kind === 'receipt' ? null : doubtOfReporter(facts, notification.to.address);
  const report = reported(facts.classification, notification);
  const told = doubt === null ? report : remark('report-in-doubt', { report, doubt });
  const { address } = notification.to;
  const done = doubt === null ? remark('about-notification', { address }) : remark('about-notification-in-doubt', { address, doubt });
  const trace = recorded(facts, kind, ticket, done);
  const failed = kind === 'bounce' && doubt === null && isReturned(facts.classification, notification);
  const noted = kind === 'receipt' ? [] : [note(facts, ticket, { text: '', said: told })];
  const plan = traceChange(trace, failed ? [...noted, ...eventsOfBounce(facts, notification)] : noted);
  if (!failed) return { ...plan, returned: null };
  const patch = [
    { notificationId: notification.id, set: { status: 'bounced' as const, failure: told, stateAt: facts.now.toISOString() }, onlyIf: null },
  ];
  return { ...plan, change: { ...plan.change, patch }, returned: told };
}

/**
 * What a report says of the address, if anything. Only the address that we wrote to can be meant,
 * and only by a report that is not in doubt (`doubtOfReporter`): it may be forged by the mail's
 * other recipients, and may name anybody; one on several recipients says nothing of the others.
 * What became of the mail for certain is told by Communication Services (`planDelivery`). Pure.
 */
export function outcomeFor(facts: IngestFacts, { notification }: Reported): AddressOutcome | null {
  const { classification, now } = facts;
  const { id, sentAt, to } = notification;
  if (doubtOfReporter(facts, to.address) !== null) return null;
  const known = { notificationId: id, at: now.toISOString(), sentAt: sentAt ?? now.toISOString() };
  if (classification.complaint) return { ...known, what: 'complaint', reason: remark('owner-complained') };
  const returned = recipientOf(classification, to.address);
  if (returned?.action !== 'failed') return null;
  const reason = remark('mail-returned', { reason: returned.reason });
  if (returned.hard) return { ...known, what: 'hard', reason };
  return isSoftBounce(returned.reason) ? { ...known, what: 'soft', reason } : null;
}

const recipientOf = ({ bounce }: Pick<Classification, 'bounce'>, address: string) =>
  bounce?.recipients.find((recipient) => recipient.address.toLowerCase() === address.toLowerCase());

/**
 * Whether a bounce says that the notification did not arrive: a delay does not, and neither does a
 * report on somebody else.
 */
const isReturned = (classification: Classification, { to }: Notification): boolean =>
  recipientOf(classification, to.address)?.action === 'failed';

/** What a report says of a notification. */
function reported({ complaint, receipt, bounce }: Classification, { to: { address } }: Notification): Remark {
  if (complaint) return reportOf(remark('mail-called-abuse', { address, type: complaint.feedbackType }), '');
  if (receipt) return reportOf(remark('mail-disposed-of', { address, disposition: receipt.disposition }), '');
  const recipient = recipientOf({ bounce }, address);
  if (!recipient) return reportOf(remark('report-names-others', { address }), '');
  const { action, reason } = recipient;
  const what =
    action === 'delayed'
      ? remark('mail-delayed-for', { address, reason })
      : action === 'failed'
        ? remark('mail-returned-for', { address, reason })
        : remark('mail-reported-on', { address, action, reason });
  return reportOf(what, [recipient.status, recipient.diagnostic].filter(Boolean).join(' '));
}

function recorded(facts: IngestFacts, kind: MachineKind, ticket: Ticket, done: Remark): MailTrace {
  const { outcome, what } = ends[kind];
  const trace = traceOf(facts, {
    ticketId: ticket.ticketId,
    outcome,
    reason: remark('machine-mail-recorded', { what: remark(what), done }),
    checks: checksOf(facts, done),
  });
  return { ...trace, ticketNumber: ticket.number };
}

function note(facts: IngestFacts, ticket: Ticket, content: Pick<Message, 'text' | 'said'>) {
  const id = messageItemIdOf(facts);
  const message = clientMessage(facts, ticket.ticketId, id, {
    ...content,
    ...{ html: null, visibleText: null, visibleHtml: null, enclosed: [], attachments: [] },
  });
  return { ...message, kind: 'system' as const };
}

const checksOf = ({ classification, trust, thread }: IngestFacts, verdict: Remark): Check[] => [
  ...classification.evidence,
  ...trust.checks,
  ...thread.checks,
  checkOf('kind', classification.kind, verdict),
];
