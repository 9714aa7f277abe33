import type { Policy } from '../settings/policy.ts';
import type { Technician } from '../settings/technician.ts';
import type { TicketQueue } from '../settings/ticket-queue.ts';
import type { Ticket } from '../tickets/ticket.ts';
import type { Notification } from './notification.ts';

/** What is known when it is decided who is told of something. */
export type FanOutFacts = {
  now: Date;
  policy: Pick<Policy, 'notifications' | 'noticeLimits' | 'technicians' | 'undoSeconds'>;
  /** The queue of the ticket. */
  queue: Pick<TicketQueue, 'team' | 'notifications'>;
  /** Those who have an item; the policy names more by their addresses alone. */
  technicians: readonly Technician[];
  /** Our own addresses: nothing is told to them. */
  ownAddresses: ReadonlySet<string>;
  /** Entries of the block list. */
  blockedSenders: readonly string[];
  /** How many notices were owed under a key (`noticesTo`, `noticesIn`) in the last minutes. */
  owedLately(key: string, minutes: number): number;
};

/** Somebody who could be told: `client` reads what clients may, `team` what technicians may. */
export type Candidate = {
  address: string;
  name: string | null;
  audience: Notification['audience'];
  mayBeTold: boolean;
  /** A technician's own language; a client's is that of the ticket until their mail is sent. */
  language?: Technician['language'];
};

/** The technicians who still work here. Pure. */
export const activeTechnicians = ({ technicians }: Pick<FanOutFacts, 'technicians'>): Technician[] =>
  technicians.filter(({ active }) => active);

/** The part of a ticket that decides who is told. */
export type ToldTicket = Pick<Ticket, 'ticketId' | 'requester' | 'participants' | 'assignee' | 'tags' | 'alert' | 'language' | 'openedBy'>;
