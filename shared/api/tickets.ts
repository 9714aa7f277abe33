import { z } from 'zod';
import { htmlFromText } from '../domain/body/html-from-text.ts';
import { cut } from '../domain/text/cut.ts';
import { LanguageCode } from '../domain/text/language-code.ts';
import type { BigBody } from '../domain/tickets/body-blob.ts';
import { Attachment, EnclosedMail, type Message, Trust } from '../domain/tickets/message.ts';
import { type Ticket, type TicketAlert, TicketPriority } from '../domain/tickets/ticket.ts';
import { TicketStatus } from '../domain/tickets/ticket-status.ts';

import type { Check } from '../domain/words/check.ts';
import { checkInWords, inWords } from '../domain/words/in-words.ts';

/** What the API says of a ticket. */

const Person = z.object({ address: z.string(), name: z.string().nullable() });

export const ApiAttachment = Attachment.omit({ sha256: true, contentId: true }).extend({
  blocked: z.object({ reason: z.string() }).nullable(),
  flags: z.array(z.string()),
  url: z.string().nullable().describe('From the root; null when blocked'),
});

export const ApiMessage = z.object({
  id: z.string(),
  kind: z.enum(['client', 'reply', 'note', 'system', 'mail']),
  from: Person,
  to: z.array(Person),
  cc: z.array(Person),
  at: z.string().describe('When it reached us; ISO 8601, UTC'),
  sentAt: z.string().nullable().describe('What the Date field of the mail said'),
  subject: z.string(),
  text: z.string(),
  html: z.string().describe('Safe to show; remote pictures have their address in data-remote-src only'),
  truncated: z.boolean().describe('Only the beginning of its text is here: the whole is too much for one answer, or is gone; see rawUrl'),
  rawUrl: z.string().nullable().describe('The whole mail as it came, from the root; null for what was no mail'),
  attachments: z.array(ApiAttachment),
  mailId: z.string().nullable().describe('Its trace: GET /api/mail/{mailId}'),
  visibleText: z.string().nullable().describe('Without quotation, signature and disclaimer; null when the text has none'),
  visibleHtml: z.string().nullable().describe('The same part of the HTML, as safe as it; null when it could not be told apart there'),
  enclosed: z
    .array(EnclosedMail)
    .describe('The mails that are attached to it, the beginning of each; the whole is the attachment of that id'),
  invitation: z.string().nullable().describe('What its calendar part says'),
  trust: Trust.extend({ reasons: z.array(z.string()) }),
  newcomer: z.boolean().describe('The sender joined by proof of having our mail alone'),
  defects: z.array(z.string()),
});
export type ApiMessage = z.infer<typeof ApiMessage>;

export const ApiTicket = z.object({
  id: z.string(),
  number: z.string(),
  subject: z.string(),
  status: TicketStatus,
  queue: z.string(),
  priority: TicketPriority,
  tags: z.array(z.string()),
  assignee: z.string().nullable().describe("A technician's address"),
  alert: z
    .object({ key: z.string(), rule: z.string(), count: z.number().int(), lastAt: z.string(), recoveredAt: z.string().nullable() })
    .nullable()
    .describe('The alert of a machine that it is about: how many mails said that the problem is there, and when the last did'),
  requester: Person,
  language: LanguageCode.nullable().describe('In which its client is written to; null: not known, so that of the policy'),
  client: z.object({ id: z.string(), name: z.string() }).nullable(),
  participants: z.array(Person.extend({ role: z.string(), notify: z.boolean() })),
  links: z.array(z.object({ number: z.string(), relation: z.string() })),
  createdAt: z.string(),
  updatedAt: z.string(),
});
export type ApiTicket = z.infer<typeof ApiTicket>;

export const ApiTicketWithMessages = ApiTicket.extend({
  messages: z.array(ApiMessage).describe('The newest, 100 and 1 MB at most; oldest of them first'),
  earlier: z.string().nullable().describe('For those before them: GET /api/tickets/{id}/messages?before=…; null when there are none'),
});
export type ApiTicketWithMessages = z.infer<typeof ApiTicketWithMessages>;

export const ApiMessagePage = z.object({
  items: z.array(ApiMessage).describe('100 and 1 MB at most; oldest first'),
  earlier: z.string().nullable().describe('Pass it as "before" for the page before; null when there is none'),
});
export type ApiMessagePage = z.infer<typeof ApiMessagePage>;

/** What messages are asked for. */
export const MessageQuery = z.object({
  before: z.string().max(1000).optional().describe('The "earlier" of the ticket or of another page; without it the newest'),
});

export const TicketPage = z.object({
  items: z.array(ApiTicket),
  next: z.string().nullable().describe('Pass it as "continuation" for the next page'),
});
export type TicketPage = z.infer<typeof TicketPage>;

/** The filters of the list. */
export const TicketQuery = z.object({
  search: z.string().max(200).optional().describe('Text in number, subject or requester'),
  status: TicketStatus.optional(),
  priority: TicketPriority.optional(),
  tag: z.string().max(50).optional(),
  assignee: z.string().max(320).optional().describe('An address, or "none"'),
  alert: z.literal('true').optional().describe("Only those of machines' alerts"),
  queue: z.string().max(100).optional().describe('Its name or id'),
  client: z.string().max(200).optional().describe('Its name or id'),
  requester: z.string().max(320).optional().describe('An address'),
  limit: z.coerce.number().int().min(1).max(200).default(50),
  continuation: z.string().max(2000).optional().describe('The "next" of the page before'),
});
export type TicketQuery = z.infer<typeof TicketQuery>;

/** A ticket as the API shows it. */
export const toApiTicket = (ticket: Ticket, queueName: string): ApiTicket => ({
  id: ticket.ticketId,
  number: ticket.number,
  subject: ticket.subject,
  status: ticket.status,
  queue: queueName,
  priority: ticket.priority,
  tags: ticket.tags,
  assignee: ticket.assignee,
  alert: ticket.alert && alertOf(ticket.alert),
  requester: ticket.requester,
  language: ticket.language,
  client: ticket.client,
  participants: ticket.participants,
  links: ticket.links.map(({ number, relation }) => ({ number, relation })),
  createdAt: ticket.createdAt,
  updatedAt: ticket.updatedAt,
});

const alertOf = ({ key, rule, count, lastAt, recoveredAt }: TicketAlert) => ({ key, rule: rule.name, count, lastAt, recoveredAt });

/** A message as the API shows it, with this body; `truncated` when that is the beginning only. */
export const toApiMessage = (message: Message, body: BigBody & { truncated: boolean }): ApiMessage => ({
  id: message.id,
  kind: message.kind,
  from: message.from,
  to: message.to,
  cc: message.cc,
  at: message.at,
  sentAt: message.sentAt,
  subject: message.subject,
  text: textOf(message, body),
  html: body.html ?? htmlFromText(textOf(message, body)),
  truncated: body.truncated,
  attachments: message.attachments.map(({ sha256: _, contentId: __, ...attachment }) => ({
    ...attachment,
    blocked: attachment.blocked && { reason: inWords(attachment.blocked.reason) },
    flags: attachment.flags.map((flag) => inWords(flag)),
    url: attachment.blocked ? null : `/api/tickets/${message.ticketId}/attachments/${attachment.id}`,
  })),
  rawUrl: message.mailId === null ? null : `/api/mail/${message.mailId}/raw`,
  mailId: message.mailId,
  visibleText: body.visibleText,
  visibleHtml: body.visibleHtml,
  enclosed: message.enclosed,
  invitation: message.invitation,
  trust: { ...message.trust, reasons: message.trust.reasons.map(senderCheckInWords) },
  newcomer: message.newcomer,
  defects: message.defects.map((defect) => inWords(defect)),
});

const textOf = ({ said }: Message, { text }: BigBody): string => (said ? inWords(said) : text);

const maxReasonLength = 300;

/** A check of the sender in one line; one that is stored as a sentence is that. */
function senderCheckInWords(reason: Check): string {
  const { check, saw, verdict } = checkInWords(reason);
  return cut([check, saw, verdict].filter((words) => words !== '').join(': '), maxReasonLength);
}
