import { z } from 'zod';
import { Person } from './person.ts';

/**
 * Items of container `tickets`. All that belongs to a ticket has its `ticketId` and is written in
 * one transactional batch.
 */

/** `newcomer`: joined by proof of having our mail; not notified until a technician adds them. */
export const Participant = Person.extend({ role: z.enum(['requester', 'cc', 'technician', 'newcomer']), notify: z.boolean() });
export type Participant = z.infer<typeof Participant>;

export const Link = z.object({ ticketId: z.string(), number: z.string(), relation: z.enum(['follow-up', 'mentioned']) });
export type Link = z.infer<typeof Link>;

export const TicketStatus = z.enum(['new', 'open', 'pending', 'resolved', 'closed']);
export type TicketStatus = z.infer<typeof TicketStatus>;

export const Ticket = z.object({
  id: z.literal('ticket'),
  type: z.literal('ticket'),
  schemaVersion: z.literal(1),
  ticketId: z.string(),
  number: z.string(),
  mailboxId: z.string(),
  queueId: z.string(),
  subject: z.string(),
  status: TicketStatus,
  requester: Person,
  client: z.object({ id: z.string(), name: z.string() }).nullable(),
  participants: z.array(Participant),
  links: z.array(Link),
  /** Set when it was merged into another: what comes for this one goes there. */
  mergedInto: z.string().nullable(),
  createdAt: z.iso.datetime(),
  updatedAt: z.iso.datetime(),
  closedAt: z.iso.datetime().nullable(),
  /** The Message-ID of the mail that opened it, for the confirmation's threading. */
  openedBy: z.string(),
  /** Lower case: number, subject, requester; what the list's search looks at. */
  searchText: z.string(),
});
export type Ticket = z.infer<typeof Ticket>;
