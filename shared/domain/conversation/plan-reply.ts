import { withDistinctNames } from '../attachments/distinct-names.ts';
import { notificationIdFor, teamNotificationIdFor } from '../ids.ts';
import { type Notification, owedNotification } from '../notifications/notification.ts';
import type { TicketChange } from '../notifications/ticket-change.ts';
import { cut } from '../text/cut.ts';
import { mailSubjectOf } from '../thread/outgoing-thread.ts';
import type { Message, SentWith } from '../tickets/message.ts';
import type { Person } from '../tickets/person.ts';
import type { Ticket } from '../tickets/ticket.ts';
import { ticketEvent } from '../tickets/ticket-event.ts';
import type { TicketStatus } from '../tickets/ticket-status.ts';
import { planForward, type WantedForward } from './plan-forward.ts';
import { everybody, type OurPeople, recipientsOf, type Wanted } from './recipients.ts';
import { type Refusal, refusal } from './refusal.ts';
import { type Written, writtenBody } from './written-body.ts';
import { type Author, writtenMessage } from './written-message.ts';

/** The least of a message that a reply looks at. */
export type MessageHead = Pick<Message, 'ticketId' | 'id' | 'at' | 'kind' | 'visibility' | 'from' | 'messageId' | 'text'>;

/** Whether the client wrote it: answers from outside the conversation are for technicians. Pure. */
export const isClients = ({ kind, visibility }: MessageHead): boolean => kind === 'client' && visibility === 'public';

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
  /** A mail to somebody outside the conversation, and what it sends on; null: a reply. */
  adHoc: { subject: string | null; forward: WantedForward | null } | null;
  now: Date;
};

/** What a reply changes: its message, a mail for each recipient, the event. */
export type ReplyPlan = { kind: 'planned'; change: TicketChange; message: Message; mails: Notification[] };

/** Messages of the client that came after the last that its writer has seen. */
export type Overtaken = { kind: 'overtaken'; newer: MessageHead[] };

/** The kind of a reply's notifications. */
export const replyKind = 'technician-replied';

const rowKinds = { reply: replyKind, mail: 'technician-mail' } as const;

/** A reply may be put off for so many days. */
const maxDaysAhead = 30;

/**
 * What becomes of a technician's reply: all that its mails need is fixed here (recipients, mailbox,
 * body, signature, quotation, files), and they wait until it can no longer be taken back. A mail to
 * somebody outside the conversation is for technicians alone beside them, and has nothing of the
 * conversation but what it forwards. `signedId` makes the Message-ID of a notification. Pure.
 */
export function planReply(facts: ReplyFacts, signedId: (notificationId: string) => string): ReplyPlan | Overtaken | Refusal {
  const { ticket, messageItemId, author, now, mailbox, heads, adHoc } = facts;
  const kind = adHoc ? 'mail' : 'reply';
  const newer = unseen(facts);
  if (newer === null) return refusal('seen', 'is no message of this ticket');
  if (newer.length > 0) return { kind: 'overtaken', newer };
  const sendsAt = whenItGoes(facts);
  if ('kind' in sendsAt) return sendsAt;
  const recipients = recipientsOf(facts.wanted, ticket, facts.ours);
  if (recipients.kind === 'refused') return recipients;
  const body = writtenBody(facts.written, ticket.ticketId, messageItemId);
  if (body.kind === 'refused') return body;
  const carrier = { ticketId: ticket.ticketId, messageItemId, mailbox, files: body.attachments.length };
  const sentOn = adHoc?.forward ? planForward(adHoc.forward, carrier, facts.ours) : null;
  if (sentOn?.kind === 'refused') return sentOn;
  const attachments = sentOn ? withDistinctNames([...body.attachments, ...sentOn.attachments]) : body.attachments;
  if (attachments.reduce((sum, { size }) => sum + size, 0) > maxFiles)
    return refusal('attachments', `with those that are forwarded, must have ${maxFiles / 1_000_000} MB together at most`);
  const mails = everybody(recipients).map((to) => mailTo(to, sendsAt));
  const [first] = mails;
  const { to, cc, bcc } = recipients;
  const message = writtenMessage(
    {
      ...{ id: messageItemId, kind, visibility: adHoc ? 'internal' : 'public', to, cc },
      ...(bcc.length > 0 ? { bcc } : {}),
      // the technician's own address stays inside the house
      from: { address: mailbox.address, name: author.name ?? mailbox.name },
      ...{ subject: adHoc?.subject ?? mailSubjectOf(ticket), text: body.text, html: body.html, attachments },
      outbox: { state: 'waiting', sendsAt: sendsAt.toISOString(), status: facts.status },
      sentWith: {
        ...{ mailboxId: mailbox.mailboxId, signature: facts.signature, quote: adHoc ? null : quoteOf(facts.latest) },
        ...(sentOn ? { forward: sentOn.forward } : {}),
      },
    },
    ticket,
    author,
    signedId(first?.id ?? ''),
    now,
  );
  const occasion = { by: { kind: 'technician' as const, address: author.address }, at: now.toISOString(), cause: messageItemId };
  const addresses = [...to, ...cc, ...bcc].map(({ address }) => address);
  const event = ticketEvent(ticket.ticketId, occasion, { kind: adHoc ? 'mailed' : 'replied', message: messageItemId, to: addresses });
  const change = { ticketId: ticket.ticketId, version: null, replace: null, create: [message, ...mails, event], patch: [] };
  return { kind: 'planned', change, message, mails };

  function mailTo(person: Person, due: Date): Notification {
    const own = heads.find((head) => head.kind === 'client' && (adHoc || isClients(head)) && head.from.address === person.address);
    // somebody outside gets no id of the client's mail
    const newest = own ?? (adHoc ? undefined : heads.find(isClients));
    const inReplyTo = newest?.messageId ?? null;
    const references = [...new Set([adHoc ? '' : ticket.openedBy, inReplyTo ?? ''])].filter((id) => id !== '');
    const owed = { ticketId: ticket.ticketId, kind: rowKinds[kind], cause: causeOf(messageItemId, person), data: {}, to: person };
    const whose = { audience: 'client' as const, language: ticket.language, messageItemId, by: author.address };
    return owedNotification(
      {
        ...owed,
        ...whose,
        ...{ quotesMail: !adHoc, internal: adHoc !== null, mailId: null, inReplyTo, references },
        dueAt: due.toISOString(),
      },
      now,
    );
  }
}

/** One mail of a message to each who gets it. */
const causeOf = (messageItemId: string, { address }: Person): string => `${messageItemId} ${address}`;

/** The id of the notification by which somebody gets a message. Pure. */
export function rowIdOf({ id, ticketId, kind }: Pick<Message, 'id' | 'ticketId' | 'kind'>, person: Person): string {
  const cause = causeOf(id, person);
  return kind === 'mail' ? teamNotificationIdFor(ticketId, rowKinds.mail, cause) : notificationIdFor(ticketId, rowKinds.reply, cause);
}

/** In bytes, all files of a message together. */
const maxFiles = 30_000_000;

/** The client's messages after the last that was seen; null: there is no such message. */
function unseen({ seen, heads }: ReplyFacts): MessageHead[] | null {
  if (seen === null) return [];
  const last = heads.find(({ id }) => id === seen);
  // those that are read are the latest only: what was seen may be older than all of them
  if (!last) return heads.length < maxHeads ? null : heads.filter(isClients);
  return heads.filter((head) => isClients(head) && head.id !== seen && head.at > last.at);
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
