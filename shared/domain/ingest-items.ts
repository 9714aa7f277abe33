import { cut } from './cut.ts';
import { messageIdHash, notificationIdFor, partitionOfMail } from './ids.ts';
import type { IngestFacts } from './ingest-facts.ts';
import { isAddress } from './is-address.ts';
import type { Address } from './mail.ts';
import type { Notification } from './notification.ts';
import { ticketSubject } from './subject.ts';
import type { Link, MailTrace, Message, Participant, Ticket } from './ticket.ts';
import type { Check, Outcome } from './trace.ts';
import { authorsInFrom } from './trust/authors-in-from.ts';

/** So many people take part in a ticket at most: a To field with thousands must not fill the item, nor make us write to them. */
const mostParticipants = 50;

/**
 * Who sent a mail, as far as it says: From, else Sender, else Reply-To (RFC 5322 3.6.2). It is who a ticket is shown to be from; only From makes
 * somebody take part (`mayTakePart`).
 */
export function senderOf(facts: Pick<IngestFacts, 'mail' | 'sender'>): Address {
  const { mail, sender } = facts;
  const author = mail.from ?? mail.sender ?? mail.replyTo[0];
  return author ? { address: author.address, name: author.name ?? sender.contact?.name ?? null } : { address: '', name: null };
}

/** Whether the sender of a mail can take part in a ticket: an address that stands in From. Other fields are checked by nobody. */
const mayTakePart = ({ mail }: Pick<IngestFacts, 'mail'>, address: string): boolean =>
  isAddress(address) && authorsInFrom(mail).includes(address);

/** A new ticket, its number still to be given. */
export function newTicket(facts: IngestFacts, ticketId: string, links: Link[]): Ticket {
  const { requester, client, participants } = peopleOf(facts);
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
    status: 'new',
    requester,
    client,
    participants,
    links,
    mergedInto: null,
    createdAt: at,
    updatedAt: at,
    closedAt: null,
    openedBy: facts.mail.messageId,
    searchText: [subject, requester.name ?? '', requester.address].join(' ').toLowerCase(),
  };
}

/**
 * Whose ticket it is: the sender's; or, when a technician forwards a client's mail, the client's, with the technician taking part (nobody else
 * can make someone a requester by forwarding).
 */
function peopleOf(facts: IngestFacts): Pick<Ticket, 'requester' | 'client' | 'participants'> {
  const sender = senderOf(facts);
  const { forwarded } = facts;
  const requester = forwarded
    ? { address: forwarded.address, name: forwarded.mail.from.name ?? forwarded.sender.contact?.name ?? null }
    : sender;
  const technician: Participant[] = forwarded ? [{ ...sender, role: 'technician', notify: true }] : [];
  const known = [requester.address, sender.address];
  return {
    requester,
    client: forwarded ? forwarded.sender.client : facts.sender.client,
    participants: [
      ...(facts.forwarded || mayTakePart(facts, requester.address) ? [{ ...requester, role: 'requester' as const, notify: true }] : []),
      ...technician,
      ...copied(facts, known).slice(0, mostParticipants - 2),
    ],
  };
}

/** The ticket once a mail has joined it: reopened, with those who are new in it. A newcomer brings nobody along. */
export function joinedTicket(facts: IngestFacts, ticket: Ticket, newcomer: boolean): Ticket {
  const known = ticket.participants.map(({ address }) => address);
  const sender = senderOf(facts);
  const added: Participant[] = newcomer
    ? known.includes(sender.address) || !mayTakePart(facts, sender.address)
      ? []
      : [{ ...sender, role: 'newcomer', notify: false }]
    : copied(facts, known);
  return {
    ...ticket,
    status: ticket.status === 'new' ? 'new' : 'open',
    closedAt: null,
    participants: [...ticket.participants, ...added].slice(0, Math.max(mostParticipants, ticket.participants.length)),
    updatedAt: new Date(Math.max(facts.now.getTime(), Date.parse(ticket.updatedAt))).toISOString(),
  };
}

/** Those the mail was also sent to, who are neither ours nor in `known`. */
function copied({ mail, ownAddresses }: IngestFacts, known: string[]): Participant[] {
  const others = [...mail.to, ...mail.cc].filter(
    ({ address }) => isAddress(address) && !known.includes(address) && !isOwn(address, ownAddresses),
  );
  const unique = [...new Map(others.map((person) => [person.address, person])).values()];
  return unique.map((person) => ({ ...person, role: 'cc', notify: true }));
}

/** Whether an address is one of ours, with or without a +token. */
export const isOwn = (address: string, ownAddresses: ReadonlySet<string>): boolean =>
  ownAddresses.has(address.toLowerCase().replace(/\+[^@]*@/, '@'));

/** The confirmation that the requester is owed for a new ticket. */
export function ticketCreated(facts: IngestFacts, ticket: Ticket): Notification {
  const { mail, now } = facts;
  return {
    id: notificationIdFor(ticket.ticketId, 'ticket-created', 'ticket'),
    type: 'notification',
    schemaVersion: 1,
    ticketId: ticket.ticketId,
    kind: 'ticket-created',
    status: 'waiting',
    to: ticket.requester,
    mailId: facts.mailId,
    inReplyTo: mail.messageId,
    references: [...mail.references.slice(0, 1), ...mail.references.slice(1).slice(-3), mail.messageId],
    createdAt: now.toISOString(),
    attempts: 0,
    dueAt: now.toISOString(),
    sentAt: null,
    messageId: null,
    failure: null,
  };
}

/** The trace of the mail, with its outcome. Those that made nothing are kept for a while only. */
export function traceOf(
  facts: IngestFacts,
  end: { ticketId: string | null; outcome: Outcome; reason: string | null; checks: Check[] },
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
    checks: end.checks.map(({ check, saw, verdict }) => ({ check, saw: cut(saw, 500), verdict: cut(verdict, 500) })),
    rawBlob: facts.rawBlob,
    ...(lasting ? {} : { ttl: facts.policy.traceDays * 86_400 }),
  };
}

/** The message that the mail becomes, with a body and attachments (`messageBody`). */
export function clientMessage(
  facts: Pick<IngestFacts, 'mail' | 'mailId' | 'receivedAt' | 'sender' | 'trust'>,
  ticketId: string,
  id: string,
  body: Pick<Message, 'text' | 'html' | 'visibleText' | 'visibleHtml' | 'enclosed' | 'attachments'>,
): Message {
  const { mail, trust } = facts;
  return {
    id,
    type: 'message',
    schemaVersion: 1,
    ticketId,
    kind: 'client',
    from: senderOf(facts),
    to: mail.to.slice(0, mostParticipants),
    cc: mail.cc.slice(0, mostParticipants),
    at: facts.receivedAt.toISOString(),
    sentAt: mail.date?.toISOString() ?? null,
    subject: cut(mail.subject, 1000),
    ...body,
    bodyBlob: null,
    mailId: facts.mailId,
    messageId: mail.messageId,
    messageIdHash: messageIdHash(mail.messageId),
    newcomer: false,
    defects: mail.defects,
    invitation: mail.invitation?.summary ?? null,
    trust: { level: trust.level, reasons: trust.checks.map(({ check, saw, verdict }) => cut(`${check}: ${saw}: ${verdict}`, 300)) },
  };
}
