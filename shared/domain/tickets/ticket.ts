import { z } from 'zod';
import { LanguageCode } from '../text/language-code.ts';
import { Person } from './person.ts';
import { TicketStatus } from './ticket-status.ts';

/**
 * Items of container `tickets`. All that belongs to a ticket has its `ticketId` and is written in
 * one transactional batch.
 */

/**
 * `newcomer`: joined by proof of having our mail; not notified until a technician adds them.
 * `unvouched`: when their mail came, it got no confirmation since nothing said that it is theirs;
 * so no program writes to them, until a mail for which something vouches, or a technician, says
 * that it is them.
 */
export const Participant = Person.extend({
  role: z.enum(['requester', 'cc', 'technician', 'newcomer']),
  notify: z.boolean(),
  unvouched: z.literal(true).exactOptional(),
});
export type Participant = z.infer<typeof Participant>;

/**
 * `split`: one of the two was made from a message of the other. `related`: a technician says so.
 */
export const Link = z.object({
  ticketId: z.string(),
  number: z.string(),
  relation: z.enum(['follow-up', 'mentioned', 'split', 'related']),
});
export type Link = z.infer<typeof Link>;

export const TicketPriority = z.enum(['low', 'normal', 'high', 'urgent']);
export type TicketPriority = z.infer<typeof TicketPriority>;

/** A word by which tickets are found; in lower case, so that it is one word however written. */
export const TicketTag = z
  .string()
  .trim()
  .toLowerCase()
  .min(1)
  .max(50)
  .regex(/^[^\p{Cc},]+$/u, 'must have neither commas nor control characters');

export const maxTags = 20;
export const maxLinks = 50;
/** What is shown with a ticket is read from so many partitions more. */
export const maxMerged = 20;
/** How far redirects are followed: each merge makes them lead to the last ticket. */
export const maxRedirects = 5;

/** So many changes within an hour, and an alert flaps. */
export const maxAlertChanges = 4;

/**
 * The alert of a machine that a ticket is about: what later mails of the same alert are counted in.
 * `id` says which alert it is (mailbox, rule, sender, key), and `generation` which of its tickets.
 */
export const TicketAlert = z.object({
  id: z.string(),
  generation: z.number().int(),
  rule: z.object({ id: z.string(), name: z.string() }),
  key: z.string(),
  /** How many mails said that the problem is there. */
  count: z.number().int(),
  /** When the last of them was written. */
  lastAt: z.iso.datetime(),
  /** When the last mail was written that said that it is over; null: none did. */
  recoveredAt: z.iso.datetime().nullable(),
  /** When it was resolved or reopened by mails last, at most `maxAlertChanges` times. */
  changes: z.array(z.iso.datetime()).default([]),
  /** Somebody has written in the ticket: no recovery resolves it any more. */
  touched: z.boolean(),
});
export type TicketAlert = z.infer<typeof TicketAlert>;

/** A ticket that was merged into this one: its messages lie where they were, and are shown here. */
export const MergedTicket = z.object({ ticketId: z.string(), number: z.string(), at: z.iso.datetime() });
export type MergedTicket = z.infer<typeof MergedTicket>;

/** What a merge changed, kept with the ticket that was merged: it can be taken back. */
export const Merge = z.object({
  /** The number of the ticket that it was merged into. */
  number: z.string(),
  at: z.iso.datetime(),
  by: z.string(),
  /** As it was before. */
  status: TicketStatus,
  resolvedAt: z.iso.datetime().nullable(),
  closedAt: z.iso.datetime().nullable(),
  /** Who takes part in the other because of it, by their addresses. */
  brought: z.array(z.string()),
});
export type Merge = z.infer<typeof Merge>;

/**
 * A change that is written to two tickets, one after the other: noted in the first, so that a
 * repeat or the sweep finishes what a crash left half done.
 */
export const Unfinished = z.object({
  kind: z.enum(['merge', 'unmerge', 'split']),
  /** The other ticket: the one that is merged into this, taken out of it, or made of a message. */
  ticketId: z.string(),
  number: z.string(),
  /** The technician who asked for it. */
  by: z.string(),
  at: z.iso.datetime(),
  /** Of a split: the message and what the new ticket is called. */
  split: z.object({ messageTicketId: z.string(), messageItemId: z.string(), subject: z.string() }).nullable().default(null),
});
export type Unfinished = z.infer<typeof Unfinished>;

export const Ticket = z.object({
  id: z.literal('ticket'),
  type: z.literal('ticket'),
  schemaVersion: z.literal(1),
  ticketId: z.string(),
  number: z.string(),
  mailboxId: z.string(),
  queueId: z.string(),
  subject: z.string(),
  /**
   * The subject that all its mail has, without the token: that of the first that went out, since
   * programs group mail by it. Null: none went out.
   */
  mailSubject: z.string().nullable().default(null),
  /**
   * Exchange's conversation, as the newest mail of somebody who takes part states it; our answers
   * go on in it. Null: none states any.
   */
  exchangeThread: z
    .object({ index: z.string().max(900), topic: z.string().max(1000) })
    .nullable()
    .default(null),
  /** In which language its client wrote; null: not known. */
  language: LanguageCode.nullable().default(null),
  status: TicketStatus,
  /** What a pending ticket waits for, in a technician's words, and when to look again. */
  pendingReason: z.string().nullable().default(null),
  remindAt: z.iso.datetime().nullable().default(null),
  // tickets of an earlier version have none of these four
  priority: TicketPriority.default('normal'),
  tags: z.array(z.string()).default([]),
  /** The technician whose it is, by their address. */
  assignee: z.string().nullable().default(null),
  alert: TicketAlert.nullable().default(null),
  requester: Person,
  client: z.object({ id: z.string(), name: z.string() }).nullable(),
  participants: z.array(Participant),
  links: z.array(Link),
  /** How often the links of its clients were withdrawn: those of before are not taken any more. */
  guestGeneration: z.number().int().min(0).default(0),
  /** Set when it was merged into another: what comes for this one goes there. */
  mergedInto: z.string().nullable(),
  merge: Merge.nullable().default(null),
  /** Those that were merged into it, also into one of those before. */
  merged: z.array(MergedTicket).default([]),
  unfinished: Unfinished.nullable().default(null),
  createdAt: z.iso.datetime(),
  updatedAt: z.iso.datetime(),
  /** Since when it is resolved; kept when it is closed after that. Older tickets have none. */
  resolvedAt: z.iso.datetime().nullable().default(null),
  closedAt: z.iso.datetime().nullable(),
  /** The Message-ID of the mail that opened it, for the confirmation's threading. */
  openedBy: z.string(),
  /** Lower case: number, subject, requester; what the list's search looks at. */
  searchText: z.string(),
});
export type Ticket = z.infer<typeof Ticket>;
