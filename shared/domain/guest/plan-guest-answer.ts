import { htmlFromText } from '../body/html-from-text.ts';
import { messageIdHash, messageItemIdFor } from '../ids.ts';
import type { FanOutFacts } from '../notifications/fan-out-facts.ts';
import type { OwedByChange } from '../notifications/notifications-of-change.ts';
import { planFanOut } from '../notifications/plan-fan-out.ts';
import type { TicketChange } from '../notifications/ticket-change.ts';
import type { Message } from '../tickets/message.ts';
import type { Participant, Ticket } from '../tickets/ticket.ts';
import { eventsBetween, ticketEvent } from '../tickets/ticket-event.ts';
import { withStatus } from '../tickets/with-status.ts';
import { checkOf } from '../words/check.ts';
import { remark } from '../words/remark.ts';

/** An answer that somebody wrote on the page of their link. `nonce` tells it from their others. */
export type GuestAnswer = { text: string; nonce: string };

/** What names an answer: written twice it is one. */
export const guestMessageId = (ticketId: string, participant: string, nonce: string): string =>
  `<${messageItemIdFor(`${ticketId}\n${participant}`, nonce)}@guest.invalid>`;

/**
 * What an answer by a link changes in its ticket: a message of the client, and the ticket is open
 * again. Who has a link may not be whom it was sent to, so nothing vouches for them, and the
 * message says by whose link it came. Pure.
 */
export function planGuestAnswer(
  { ticket, etag }: { ticket: Ticket; etag: string },
  guest: Participant & { key: string },
  { text, nonce }: GuestAnswer,
  now: Date,
): { change: TicketChange; message: Message } {
  const { ticketId } = ticket;
  const messageId = guestMessageId(ticketId, guest.key, nonce);
  const at = new Date(Math.max(now.getTime(), Date.parse(ticket.updatedAt))).toISOString();
  const from = { address: guest.address, name: guest.name };
  const newcomer = guest.role === 'newcomer';
  const message: Message = {
    ...{ id: messageItemIdFor(messageId, ''), type: 'message', schemaVersion: 1, ticketId, kind: 'client', visibility: 'public' },
    ...{ by: null, outbox: null, viaLinkOf: guest.address, from, to: [], cc: [], at, sentAt: null, subject: ticket.subject },
    ...{ text, html: htmlFromText(text), bodyBlob: null, attachments: [], mailId: null },
    ...{ messageId, messageIdHash: messageIdHash(messageId), newcomer, defects: [] },
    ...{ visibleText: null, visibleHtml: null, enclosed: [], invitation: null },
    trust: { sender: 'unknown', level: 'unverified', reasons: [checkOf('guest-link', guest.address, remark('answered-by-link'))] },
  };
  const after: Ticket = {
    ...withStatus(ticket, ticket.status === 'new' ? 'new' : 'open', at),
    alert: ticket.alert && { ...ticket.alert, touched: true },
    updatedAt: at,
  };
  const occasion = { by: { kind: 'sender' as const, address: guest.address }, at, cause: message.id };
  const events = [
    ticketEvent(ticketId, occasion, { kind: 'joined', message: message.id, newcomer }),
    ...eventsBetween(ticket, after, occasion),
  ];
  return { change: { ticketId, version: etag, replace: after, create: [message, ...events], patch: [] }, message };
}

/** The technicians who are told of an answer, as they are of one by mail. Pure. */
export function noticesOfGuestAnswer({ id, from, at }: Message, ticket: Ticket, facts: FanOutFacts): OwedByChange {
  const { owed, leftOut, counts } = planFanOut(
    {
      ...{ id, at: new Date(at), events: ['client-replied'], by: null, known: [from.address] },
      ...{ messageItemId: id, mailId: null, dueAt: facts.now },
    },
    ticket,
    facts,
  );
  return { create: owed, patch: [], leftOut, counts };
}
