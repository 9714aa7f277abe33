import { type Notification, owedNotification } from '../notifications/notification.ts';
import type { TicketChange } from '../notifications/ticket-change.ts';
import { cut } from '../text/cut.ts';
import { mailSubjectOf } from '../thread/outgoing-thread.ts';
import type { Message, SentWith } from '../tickets/message.ts';
import type { Person } from '../tickets/person.ts';
import type { Ticket } from '../tickets/ticket.ts';
import { ticketEvent } from '../tickets/ticket-event.ts';
import type { TicketStatus } from '../tickets/ticket-status.ts';
import { everybody, type OurPeople, recipientsOf, type Wanted } from './recipients.ts';
import { type Refusal, refusal } from './refusal.ts';
import { type Written, writtenBody } from './written-body.ts';
import { type Author, writtenMessage } from './written-message.ts';

/** The least of a message that a reply looks at. */
export type MessageHead = Pick<Message, 'ticketId' | 'id' | 'at' | 'kind' | 'visibility' | 'from' | 'messageId' | 'text'>;

/** What is known when a technician replies. */
export type ReplyFacts = {
  ticket: Ticket;
  /** The message that it becomes: named after the request. */
  messageItemId: string;
  author: Author;
  wanted: Wanted;
  written: Written;
  /** What the ticket's status becomes when it is sent; null: open if it is new. */
  status: TicketStatus | null;
  /** The last message that its writer has seen; null: they don't say, or want to send anyway. */
  seen: string | null;
  /** When it is to be sent; null: when it can no longer be taken back. */
  sendAt: Date | null;
  undoSeconds: number;
  ours: OurPeople;
  /**
   * The latest public messages of the client, newest first, and that which was seen if it is there.
   */
  heads: MessageHead[];
  /** The message that is quoted, with its text (`quotedHead`); null: there is none. */
  latest: (Person & Pick<Message, 'at' | 'text' | 'visibleText'>) | null;
  /** The mailbox that it is sent from, and what is written below it. */
  mailbox: { mailboxId: string; address: string; name: string };
  signature: SentWith['signature'];
  now: Date;
};

/** What a reply changes: its message, a mail for each recipient, the event. */
export type ReplyPlan = { kind: 'planned'; change: TicketChange; message: Message; mails: Notification[] };

/** Messages of the client that came after the last that its writer has seen. */
export type Overtaken = { kind: 'overtaken'; newer: MessageHead[] };

/** The kind of a reply's notifications. */
export const replyKind = 'technician-replied';

/** A reply may be put off for so many days. */
const maxDaysAhead = 30;

/**
 * What becomes of a technician's reply: all that its mails need is fixed here (recipients, mailbox,
 * body, signature, quotation, files), and they wait until it can no longer be taken back.
 * `signedId` makes the Message-ID of a notification. Pure.
 */
export function planReply(facts: ReplyFacts, signedId: (notificationId: string) => string): ReplyPlan | Overtaken | Refusal {
  const { ticket, messageItemId, author, now, mailbox, heads } = facts;
  const newer = unseen(facts);
  if (newer === null) return refusal('seen', 'is no message of this ticket');
  if (newer.length > 0) return { kind: 'overtaken', newer };
  const sendsAt = whenItGoes(facts);
  if ('kind' in sendsAt) return sendsAt;
  const recipients = recipientsOf(facts.wanted, ticket, facts.ours);
  if (recipients.kind === 'refused') return recipients;
  const body = writtenBody(facts.written, ticket.ticketId, messageItemId);
  if (body.kind === 'refused') return body;
  const mails = everybody(recipients).map((to) => mailTo(to, sendsAt));
  const [first] = mails;
  const { to, cc, bcc } = recipients;
  const message = writtenMessage(
    {
      ...{ id: messageItemId, kind: 'reply', visibility: 'public', to, cc },
      ...(bcc.length > 0 ? { bcc } : {}),
      // the technician's own address stays inside the house
      from: { address: mailbox.address, name: author.name ?? mailbox.name },
      ...{ subject: mailSubjectOf(ticket), text: body.text, html: body.html, attachments: body.attachments },
      outbox: { state: 'waiting', sendsAt: sendsAt.toISOString(), status: facts.status },
      sentWith: { mailboxId: mailbox.mailboxId, signature: facts.signature, quote: quoteOf(facts.latest) },
    },
    ticket,
    author,
    signedId(first?.id ?? ''),
    now,
  );
  const occasion = { by: { kind: 'technician' as const, address: author.address }, at: now.toISOString(), cause: messageItemId };
  const addresses = [...to, ...cc, ...bcc].map(({ address }) => address);
  const event = ticketEvent(ticket.ticketId, occasion, { kind: 'replied', message: messageItemId, to: addresses });
  const change = { ticketId: ticket.ticketId, version: null, replace: null, create: [message, ...mails, event], patch: [] };
  return { kind: 'planned', change, message, mails };

  function mailTo(person: Person, due: Date): Notification {
    const own = heads.find(({ kind, from }) => kind === 'client' && from.address === person.address);
    const newest = own ?? heads.find(({ kind }) => kind === 'client');
    const inReplyTo = newest?.messageId ?? null;
    const references = [...new Set([ticket.openedBy, inReplyTo ?? ''])].filter((id) => id !== '');
    const owed = { ticketId: ticket.ticketId, kind: replyKind, cause: causeOf(messageItemId, person), data: {}, to: person };
    const whose = { audience: 'client' as const, language: ticket.language, messageItemId, by: author.address };
    return owedNotification({ ...owed, ...whose, quotesMail: true, mailId: null, inReplyTo, references, dueAt: due.toISOString() }, now);
  }
}

/** One mail of a message to each who gets it. */
export const causeOf = (messageItemId: string, { address }: Person): string => `${messageItemId} ${address}`;

/** The client's messages after the last that was seen; null: there is no such message. */
function unseen({ seen, heads }: ReplyFacts): MessageHead[] | null {
  if (seen === null) return [];
  const last = heads.find(({ id }) => id === seen);
  // those that are read are the latest only: what was seen may be older than all of them
  if (!last) return heads.length < maxHeads ? null : heads;
  return heads.filter(({ kind, at, id }) => kind === 'client' && id !== seen && at > last.at);
}

/** So many of the latest messages of the client are looked at. */
export const maxHeads = 50;

function whenItGoes({ sendAt, undoSeconds, now }: ReplyFacts): Date | Refusal {
  const soonest = now.getTime() + undoSeconds * 1000;
  if (sendAt === null || sendAt.getTime() <= soonest) return new Date(soonest);
  return sendAt.getTime() - now.getTime() > maxDaysAhead * 86_400_000 ? refusal('sendAt', `must be within ${maxDaysAhead} days`) : sendAt;
}

/** How much of what the client wrote stands below a reply: all of it is in their own mail. */
const maxQuote = 4000;

const quoteOf = (latest: ReplyFacts['latest']): SentWith['quote'] => {
  if (latest === null) return null;
  const { address, name, at } = latest;
  const text = (latest.visibleText ?? latest.text).trim();
  return text === '' ? null : { from: { address, name }, at, text: text.length > maxQuote ? `${cut(text, maxQuote)} […]` : text };
};
