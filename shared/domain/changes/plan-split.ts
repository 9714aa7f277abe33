import type { Client } from '../contacts/contact.ts';
import { ticketSubject } from '../mail/subject.ts';
import type { TicketChange } from '../notifications/ticket-change.ts';
import { lowerAddress } from '../text/lower-address.ts';
import type { Message } from '../tickets/message.ts';
import type { Participant, Ticket, Unfinished } from '../tickets/ticket.ts';
import { eventsBetween, ticketEvent } from '../tickets/ticket-event.ts';
import { untouched } from '../tickets/untouched.ts';
import { remark } from '../words/remark.ts';
import type { Versioned } from './merge-step.ts';
import { changeTime, type Replacement } from './plan-ticket-change.ts';
import { notNow, type Refusal } from './refusal.ts';

/** Why a message can't become a ticket of its own; null: it can. Pure. */
export function reasonAgainstSplit({ openedBy }: Ticket, message: Message): Refusal | null {
  if (message.kind !== 'client' || message.visibility !== 'public') return notNow('messageId', remark('split-not-mail'));
  return message.messageId === openedBy ? notNow('messageId', remark('split-opened')) : null;
}

/**
 * The first write of a split: the ticket notes what begins, so that a repeat or the sweep finishes
 * it. Pure.
 */
export function planSplitBegin(
  { ticket, etag }: Versioned,
  message: Message,
  made: { ticketId: string; number: string; subject: string | undefined; by: string; now: Date },
): Replacement {
  const split = { messageTicketId: message.ticketId, messageItemId: message.id, subject: ticketSubject(made.subject ?? message.subject) };
  const { ticketId, number, by, now } = made;
  const unfinished: Unfinished = { kind: 'split', ticketId, number, by, at: now.toISOString(), split };
  return { ticketId: ticket.ticketId, version: etag, replace: { ...ticket, unfinished }, create: [], patch: [] };
}

/**
 * The new ticket with the message, its files and its ids: who wrote it is the requester, and those
 * in its To and Cc who took part in the old one do so here. Pure.
 */
export function planSplitTicket(from: Ticket, noted: Unfinished, message: Message, client: Client | null, now: Date): TicketChange {
  const { ticketId, number } = noted;
  const requester = { ...message.from, address: lowerAddress(message.from.address) };
  const subject = noted.split?.subject ?? ticketSubject(message.subject);
  const ticket: Ticket = {
    ...from,
    ...{ ticketId, number, subject, requester, client },
    ...{ status: 'new', tags: [], assignee: null, alert: null, mailSubject: null },
    language: requester.address === from.requester.address ? from.language : null,
    participants: [
      { ...requester, role: 'requester', notify: true, ...unvouchedIn(message) },
      ...inCopyOf(message, from, requester.address),
    ],
    links: [{ ticketId: from.ticketId, number: from.number, relation: 'split' }],
    ...{ exchangeThread: null, guestGeneration: 0 },
    ...untouched,
    createdAt: message.at,
    updatedAt: new Date(Math.max(now.getTime(), Date.parse(message.at))).toISOString(),
    ...{ closedAt: null, openedBy: message.messageId },
    searchText: [number, subject, requester.name ?? '', requester.address].join(' ').toLowerCase(),
  };
  const occasion = { by: { kind: 'technician' as const, address: noted.by }, at: ticket.updatedAt, cause: causeOf(noted) };
  const create = [ticket, { ...message, ticketId }, ...eventsBetween(null, ticket, occasion)];
  return { ticketId, version: null, replace: null, create, patch: [] };
}

/** Who may not have written it is written to by no program: it may be their first mail from us. */
const unvouchedIn = ({ trust: { sender, level } }: Message): { unvouched?: true } =>
  sender === 'not-vouched-for' || level === 'suspicious' ? { unvouched: true } : {};

function inCopyOf(message: Message, from: Ticket, requester: string): Participant[] {
  const copied = new Set([...message.to, ...message.cc].map(({ address }) => lowerAddress(address)));
  return from.participants
    .filter(({ address, role }) => address !== requester && (copied.has(address) || role === 'technician'))
    .map((participant) => (participant.role === 'requester' ? { ...participant, role: 'cc' as const } : participant));
}

/**
 * What is left of the message where it was: that it was there. Its Message-ID and those that it
 * quotes lead to the new ticket alone. (Cosmos DB takes ten operations in a patch.) Pure.
 */
export function planMoved(message: Message, { ticketId, number }: Unfinished): TicketChange {
  const nothing: Partial<Message> = {
    ...{ messageIdHash: '', quotes: [], text: '', html: null, bodyBlob: null, attachments: [], visibleText: null, visibleHtml: null },
    enclosed: [],
  };
  const patch = [{ messageItemId: message.id, set: { ...nothing, movedTo: { ticketId, number } }, onlyIf: { moved: false as const } }];
  return { ticketId: message.ticketId, version: null, replace: null, create: [], patch };
}

/** The last write of a split: the old ticket knows of the new one. Pure. */
export function planSplitEnd({ ticket, etag }: Versioned, noted: Unfinished, now: Date): Replacement {
  const { ticketId, number } = noted;
  const links = [...ticket.links.filter((link) => link.ticketId !== ticketId), { ticketId, number, relation: 'split' as const }];
  const after: Ticket = { ...ticket, links, unfinished: null, updatedAt: changeTime(ticket, now) };
  const occasion = { by: { kind: 'technician' as const, address: noted.by }, at: after.updatedAt, cause: causeOf(noted) };
  const message = noted.split?.messageItemId ?? '';
  const event = ticketEvent(ticket.ticketId, occasion, { kind: 'split', message, into: { ticketId, number } });
  const create = [event, ...eventsBetween(ticket, after, occasion)];
  return { ticketId: ticket.ticketId, version: etag, replace: after, create, patch: [] };
}

const causeOf = ({ ticketId, at }: Unfinished): string => `split ${ticketId} ${at}`;
