import type { Contact } from '../contacts/contact.ts';
import { isOwn } from '../contacts/own-addresses.ts';
import { isAddress } from '../mail/is-address.ts';
import { totalOfAll, totalOfDomain } from '../notifications/answer-total.ts';
import type { TicketChange } from '../notifications/ticket-change.ts';
import type { LanguageCode } from '../text/language-code.ts';
import type { Ticket } from '../tickets/ticket.ts';
import type { MailTrace } from '../trace/mail-trace.ts';
import { type Check, checkOf } from '../words/check.ts';
import { remark } from '../words/remark.ts';
import { languageWritten } from './client-language.ts';
import { clientMessage } from './client-message.ts';
import { messageItemIdOf } from './copies.ts';
import { eventOfReach, eventsOfMail } from './ingest-events.ts';
import type { IngestFacts, RecentAnswers, TicketState } from './ingest-facts.ts';
import { joinedTicket, newTicket, ticketCreated, traceOf } from './ingest-items.ts';
import { type IngestPlan, type MailChange, traceChange } from './ingest-plan.ts';
import { messageBody, offloadBody } from './message-body.ts';
import { noticeChecks, noticesOfMail } from './notices-of-mail.ts';
import type { Placement } from './placement.ts';
import { mayQuoteMail, planConfirmation } from './plan-confirmation.ts';
import { reachedAddress } from './reached-address.ts';
import { unbelievedTechnician } from './technician-of.ts';

/** Decides what a copy of a mail that is in this ticket changes: it leaves a trace there. Pure. */
export function planDuplicate(facts: IngestFacts, { ticket }: TicketState): MailChange {
  const reason = remark('copy-in-ticket');
  const duplicate = checkOf('duplicate', facts.mail.messageId, remark('same-content-before'));
  const trace = traceOf(facts, { ticketId: ticket.ticketId, outcome: 'duplicate', reason, checks: [...checksOf(facts), duplicate] });
  return traceChange({ ...trace, ticketNumber: ticket.number });
}

/** Decides what a mail changes that opens a ticket or joins one. Pure. */
export function planIngest(facts: IngestFacts, place: Extract<Placement, { kind: 'new' | 'join' }>, answers: RecentAnswers): IngestPlan {
  const isNew = place.kind === 'new';
  const ticketId = isNew ? place.ticketId : place.state.ticket.ticketId;
  const messageItemId = messageItemIdOf(facts);
  const { files, defects, ...body } = messageBody(facts, ticketId, messageItemId);
  const written = languageWritten(facts, body.visibleText);
  const ticket = isNew
    ? newTicket(facts, ticketId, place.links, written)
    : joinedTicket(facts, place.state.ticket, place.newcomer, written);
  const newcomer = place.kind === 'join' && place.newcomer;
  const whole = clientMessage(facts, ticketId, messageItemId, body);
  const { message, file } = offloadBody({ ...whole, newcomer, defects: [...whole.defects, ...defects] });
  const reached = reachedAddress(facts);
  const confirmation = isNew ? planConfirmation(facts, ticket, answers, reached) : null;
  const notices = noticesOfMail(facts, isNew, ticket, message, answers);
  const blocked = body.attachments.flatMap(({ name, blocked: why }): Check[] =>
    why ? [checkOf('attachment', name, remark('file-blocked', { why: why.reason }))] : [],
  );
  const trace: MailTrace = {
    ...traceOf(facts, {
      ticketId,
      outcome: isNew ? 'ticket' : 'reply',
      reason: null,
      checks: [
        ...checksOf(facts),
        ...(isNew ? facts.routed.checks.slice(0, maxRuleChecks) : []),
        ...place.checks,
        ...(isNew && place.links.length === 0 ? [] : unbelievedTechnician(facts)),
        ...blocked.slice(0, 50),
        ...(confirmation?.checks ?? []),
        ...noticeChecks(notices),
      ],
    }),
    ticketNumber: ticket.number,
  };
  const items = [
    message,
    ...(confirmation?.owed ? [ticketCreated(facts, ticket, mayQuoteMail(facts))] : []),
    ...notices.owed,
    ...eventsOfMail(facts, place, ticket, message),
    ...(reached === null ? [] : [eventOfReach(facts, ticket, reached)]),
    trace,
  ];
  // the first mail to the client names the subject of all the others
  const mailSubject = confirmation?.owed && mayQuoteMail(facts) ? ticket.subject : null;
  const change: TicketChange = isNew
    ? { ticketId, version: null, replace: null, create: [{ ...ticket, mailSubject }, ...items], patch: [] }
    : { ticketId, version: place.state.etag, replace: ticket, create: items, patch: [] };
  return {
    change,
    trace,
    before: { files: file ? [...files, file] : files, contact: isNew ? newContact(facts, ticket, written) : null, reached },
    after: {
      loops: confirmation?.loops ?? [],
      language: learntLanguage(facts, written),
      answerTotals: [...(confirmation?.counts ? [totalOfDomain(facts.answered.domain), totalOfAll] : []), ...notices.counts],
    },
  };
}

/** People read the trace. */
const maxRuleChecks = 50;

const checksOf = (facts: IngestFacts): Check[] => [
  ...facts.classification.evidence,
  ...facts.trust.checks,
  ...forwardCheck(facts),
  ...severalMailboxes(facts),
  ...facts.thread.checks,
];

function forwardCheck({ forwarded }: IngestFacts): Check[] {
  if (!forwarded) return [];
  return [checkOf('forwarded-by-technician', forwarded.mail.from.address ?? '', remark('client-is-requester'))];
}

/** A mail to other mailboxes of ours too: which of them come from To and Cc. */
function severalMailboxes({ mail, mailbox, ownAddresses }: IngestFacts): Check[] {
  const here = new Set([mailbox.address, ...mailbox.aliases]);
  const others = [...mail.to, ...mail.cc].filter(({ address }) => isOwn(address, ownAddresses) && !isOwn(address, here));
  const addresses = [...new Set(others.map(({ address }) => address))];
  return addresses.length === 0 ? [] : [checkOf('several-mailboxes', addresses.join(', '), remark('one-ticket-for-all'))];
}

/** What a contact's mail tells of their language: once, since it costs one more request. */
function learntLanguage(facts: IngestFacts, language: LanguageCode | null): IngestPlan['after']['language'] {
  const { contact } = (facts.forwarded ?? facts).sender;
  const isTheirs = facts.forwarded !== null || facts.trust.sender !== 'not-vouched-for';
  if (!contact || contact.writesIn !== null || language === null || !isTheirs || facts.classification.kind !== 'person') return null;
  return { address: contact.address, language };
}

/** The contact that an unknown sender becomes, where the policy says so. */
function newContact(facts: IngestFacts, { requester }: Ticket, language: LanguageCode | null): Contact | null {
  const { policy, mailbox, classification, now } = facts;
  const { sender } = facts.forwarded ?? facts;
  const { address, name } = requester;
  const kind = facts.forwarded?.kind ?? classification.kind;
  if (facts.archived) return null;
  // whom nobody vouches for would be known by the second mail
  if (!facts.forwarded && (facts.asker || facts.trust.sender === 'not-vouched-for')) return null;
  if (facts.routed.alert) return null;
  if (sender.contact || !isAddress(address) || classification.kind !== 'person' || kind !== 'person') return null;
  const creates = mailbox.contactPolicy ?? policy.createContacts;
  if (creates === 'never' || (creates === 'client-domains' && !sender.client)) return null;
  return {
    type: 'contact',
    address,
    name,
    client: sender.client,
    deliverability: null,
    language: null,
    writesIn: language,
    createdAt: now.toISOString(),
  };
}
