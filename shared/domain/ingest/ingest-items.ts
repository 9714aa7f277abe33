import { messageIdHash, partitionOfMail } from '../ids.ts';
import { mailFields } from '../mail/header-fields.ts';
import { ticketSubject } from '../mail/subject.ts';
import { exchangeThread } from '../mail/thread-index.ts';
import { type Notification, owedNotification } from '../notifications/notification.ts';
import { cut } from '../text/cut.ts';
import type { LanguageCode } from '../text/language-code.ts';
import { maxParticipants } from '../tickets/max-participants.ts';
import type { Link, Participant, Ticket } from '../tickets/ticket.ts';
import { untouched } from '../tickets/untouched.ts';
import { withStatus } from '../tickets/with-status.ts';
import type { MailTrace } from '../trace/mail-trace.ts';
import type { Outcome } from '../trace/outcome.ts';
import { type Check, checkOf } from '../words/check.ts';
import { type Remark, remark } from '../words/remark.ts';
import { languageToThem } from './client-language.ts';
import type { IngestFacts, MailFacts } from './ingest-facts.ts';
import { vouchedFor } from './is-vouched.ts';
import { copied, mayTakePart, peopleOf, senderOf } from './people-of.ts';

/** A new ticket, without its number; `written` is the mail's language, if that is clear. */
export function newTicket(facts: IngestFacts, ticketId: string, links: Link[], written: LanguageCode | null): Ticket {
  const { requester, client, participants } = peopleOf(facts);
  const { routed } = facts;
  const subject = ticketSubject(facts.forwarded?.mail.subject ?? facts.mail.subject);
  const at = facts.receivedAt.toISOString();
  return {
    id: 'ticket',
    type: 'ticket',
    schemaVersion: 1,
    ticketId,
    number: '',
    mailboxId: facts.mailbox.mailboxId,
    queueId: facts.queue.queueId,
    subject,
    mailSubject: null,
    // of a mail that was forwarded, it is that of who forwarded it
    exchangeThread: facts.forwarded ? null : exchangeThread(mailFields(facts.mail)),
    language: languageToThem((facts.forwarded ?? facts).sender.contact, written),
    status: facts.archived ? 'closed' : 'new',
    priority: routed.priority,
    tags: routed.tags,
    assignee: routed.assignee,
    alert: null,
    requester,
    client: routed.client ?? client,
    participants,
    links,
    guestGeneration: 0,
    ...untouched,
    createdAt: at,
    updatedAt: at,
    closedAt: facts.archived ? at : null,
    openedBy: facts.mail.messageId,
    searchText: [subject, requester.name ?? '', requester.address].join(' ').toLowerCase(),
  };
}

/**
 * The ticket once a mail has joined it: reopened (by the archive never), with those who are new in
 * it, and its language once that of its requester is clear. A newcomer brings nobody along. Whom a
 * sender copies in is written to only if it is known who the sender is: where no verdict says so, a
 * forged From would let anybody into the mails to come. Who answers what the client does not see
 * takes no part in the conversation with them, and brings nobody into it.
 */
export function joinedTicket(facts: IngestFacts, ticket: Ticket, newcomer: boolean, written: LanguageCode | null): Ticket {
  const known = ticket.participants.map(({ address }) => address);
  const sender = senderOf(facts);
  const before = facts.trust.sender === 'verified' ? vouchedFor(ticket.participants, sender.address) : ticket.participants;
  const internal = facts.thread.joins?.internal === true;
  const added: Participant[] = internal
    ? []
    : newcomer
      ? known.includes(sender.address) || !mayTakePart(facts, sender.address)
        ? []
        : [{ ...sender, role: 'newcomer', notify: false }]
      : facts.asker
        ? []
        : copied(facts, known).map((person) => ({ ...person, notify: isSenderKnown(facts) }));
  const thread = newcomer || internal ? null : exchangeThread(mailFields(facts.mail));
  const participants = [...before, ...added].slice(0, Math.max(maxParticipants, ticket.participants.length));
  const language = ticket.language ?? (!internal && sender.address === ticket.requester.address ? written : null);
  const updatedAt = latest(facts.archived ? facts.receivedAt : facts.now, ticket.updatedAt);
  if (facts.archived) {
    return { ...ticket, language, closedAt: ticket.closedAt && latest(facts.receivedAt, ticket.closedAt), participants, updatedAt };
  }
  return {
    ...withStatus(ticket, ticket.status === 'new' ? 'new' : 'open', updatedAt),
    language,
    exchangeThread: thread ?? ticket.exchangeThread,
    // a person has written: what a machine says does not resolve it any more
    alert: ticket.alert && { ...ticket.alert, touched: true },
    participants,
    updatedAt,
  };
}

const latest = (one: Date, other: string): string => new Date(Math.max(one.getTime(), Date.parse(other))).toISOString();

const isSenderKnown = ({ trust, thread }: IngestFacts): boolean => trust.sender === 'verified' || thread.joins?.proof === true;

/**
 * The confirmation that the requester is owed for a new ticket; without `quotesMail` there are none
 * of the mail's words in it.
 */
export function ticketCreated(facts: IngestFacts, ticket: Ticket, quotesMail: boolean): Notification {
  const { mail, mailId, now } = facts;
  const { ticketId, requester } = ticket;
  const references = quotesMail
    ? [...mail.references.slice(0, 1), ...mail.references.slice(1).slice(-3), mail.messageId]
    : [mail.messageId];
  const to = quotesMail ? requester : { ...requester, name: null };
  const language = ticket.language ?? facts.policy.defaultLanguage;
  const owed = { ticketId, kind: 'ticket-created', cause: 'ticket', data: {}, to, quotesMail, language };
  const { contact } = (facts.forwarded ?? facts).sender;
  // what is known of the address was read with the mail: nothing bad need not be read again
  const seen = contact?.deliverability ? {} : { addressSeenAt: now.toISOString() };
  return owedNotification({ ...owed, ...seen, mailId, inReplyTo: mail.messageId, references }, now);
}

/** The trace of the mail, with its outcome. Those that made nothing are kept for a while only. */
export function traceOf(
  facts: MailFacts,
  end: { ticketId: string | null; outcome: Outcome; reason: Remark | null; checks: Check[] },
): MailTrace {
  const { mail } = facts;
  const lasting = end.ticketId !== null || end.outcome === 'failed' || end.outcome === 'quarantined';
  return {
    id: `mail-${facts.mailId}`,
    type: 'mail',
    schemaVersion: 1,
    ticketId: end.ticketId ?? partitionOfMail(facts.mailId),
    mailId: facts.mailId,
    mailboxId: facts.mailbox.mailboxId,
    remoteId: facts.remoteId,
    messageId: mail.messageIdMissing ? null : mail.messageId,
    messageIdHash: messageIdHash(mail.messageId),
    from: mail.from,
    subject: cut(mail.subject, 1000),
    size: mail.size,
    receivedAt: facts.receivedAt.toISOString(),
    processedAt: facts.now.toISOString(),
    outcome: end.outcome,
    reason: end.reason,
    ticketNumber: null,
    kind: facts.classification.kind,
    checks: facts.archived ? [...end.checks, checkOf('intake', mail.messageId, remark('from-archive'))] : end.checks,
    rawBlob: facts.rawBlob,
    ...(facts.archived ? { archive: true } : {}),
    ...(lasting ? {} : { ttl: facts.policy.traceDays * 86_400 }),
  };
}
