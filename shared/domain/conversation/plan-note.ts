import type { TicketChange } from '../notifications/ticket-change.ts';
import type { Technician } from '../settings/technician.ts';
import { mailSubjectOf } from '../thread/outgoing-thread.ts';
import type { Message } from '../tickets/message.ts';
import type { Ticket } from '../tickets/ticket.ts';
import { ticketEvent } from '../tickets/ticket-event.ts';
import { mentionsOf } from './mentions.ts';
import type { Refusal } from './refusal.ts';
import { type Written, writtenBody } from './written-body.ts';
import { type Author, writtenMessage } from './written-message.ts';

/** What is known when a technician writes a note. */
export type NoteFacts = {
  ticket: Ticket;
  messageItemId: string;
  author: Author;
  written: Written;
  /** The addresses that the request names, besides those in the text. */
  mentions: string[];
  technicians: readonly Technician[];
  now: Date;
};

/** What a note changes: its message and the event. No mail carries it to a client. */
export type NotePlan = { kind: 'planned'; change: TicketChange; message: Message };

/** What becomes of a technician's note. Pure. */
export function planNote({ ticket, messageItemId, author, written, mentions, technicians, now }: NoteFacts): NotePlan | Refusal {
  const body = writtenBody(written, ticket.ticketId, messageItemId);
  if (body.kind === 'refused') return body;
  const named = mentionsOf(body.text, mentions, technicians);
  if (named.kind === 'refused') return named;
  const message = writtenMessage(
    {
      ...{ id: messageItemId, kind: 'note', visibility: 'internal', outbox: null, to: [], cc: [] },
      ...{ from: { address: author.address, name: author.name }, subject: mailSubjectOf(ticket) },
      ...{ text: body.text, html: body.html, attachments: body.attachments },
      ...(named.addresses.length > 0 ? { mentions: named.addresses } : {}),
    },
    ticket,
    author,
    // no mail, and so no Message-ID of its own
    `<${messageItemId}@note.invalid>`,
    now,
  );
  const occasion = { by: { kind: 'technician' as const, address: author.address }, at: now.toISOString(), cause: messageItemId };
  const event = ticketEvent(ticket.ticketId, occasion, { kind: 'noted', message: messageItemId });
  return {
    kind: 'planned',
    message,
    change: { ticketId: ticket.ticketId, version: null, replace: null, create: [message, event], patch: [] },
  };
}
