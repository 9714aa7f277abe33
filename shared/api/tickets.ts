import { z } from 'zod';
import { LanguageCode } from '../domain/text/language-code.ts';
import { type Ticket, type TicketAlert, TicketPriority } from '../domain/tickets/ticket.ts';
import { TicketStatus } from '../domain/tickets/ticket-status.ts';
import { ApiDeliverability } from './contacts.ts';
import { ApiMessage } from './messages.ts';

/** What the API says of a ticket. */

const Person = z.object({ address: z.string(), name: z.string().nullable() });

export const ApiTicket = z.object({
  id: z.string(),
  number: z.string(),
  subject: z.string(),
  status: TicketStatus,
  pendingReason: z.string().nullable().describe('What a pending ticket waits for'),
  remindAt: z.string().nullable().describe('When to look at a pending ticket again'),
  queue: z.string(),
  queueId: z.string(),
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
  mergedInto: z.string().nullable().describe('The number of the ticket that it was merged into, which shows its messages'),
  merged: z.array(z.object({ number: z.string(), at: z.string() })).describe('What was merged into it'),
  createdAt: z.string(),
  updatedAt: z.string(),
  resolvedAt: z.string().nullable(),
  closedAt: z.string().nullable(),
});
export type ApiTicket = z.infer<typeof ApiTicket>;

export const ApiTicketWithMessages = ApiTicket.extend({
  messages: z.array(ApiMessage).describe('The newest, 100 and 1 MB at most; oldest of them first'),
  earlier: z.string().nullable().describe('For those before them: GET /api/tickets/{id}/messages?before=…; null when there are none'),
  held: z
    .array(ApiDeliverability.unwrap().omit({ at: true }).extend({ address: z.string(), since: z.string() }))
    .describe('Those who take part whose mail is held, and why'),
});
export type ApiTicketWithMessages = z.infer<typeof ApiTicketWithMessages>;

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
  pendingReason: ticket.pendingReason,
  remindAt: ticket.remindAt,
  queue: queueName,
  queueId: ticket.queueId,
  priority: ticket.priority,
  tags: ticket.tags,
  assignee: ticket.assignee,
  alert: ticket.alert && alertOf(ticket.alert),
  requester: ticket.requester,
  language: ticket.language,
  client: ticket.client,
  participants: ticket.participants,
  links: ticket.links.map(({ number, relation }) => ({ number, relation })),
  mergedInto: ticket.mergedInto && (ticket.merge?.number ?? ticket.mergedInto),
  merged: ticket.merged.map(({ number, at }) => ({ number, at })),
  createdAt: ticket.createdAt,
  updatedAt: ticket.updatedAt,
  resolvedAt: ticket.resolvedAt,
  closedAt: ticket.closedAt,
});

const alertOf = ({ key, rule, count, lastAt, recoveredAt }: TicketAlert) => ({ key, rule: rule.name, count, lastAt, recoveredAt });
