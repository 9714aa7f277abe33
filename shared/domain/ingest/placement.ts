import { ticketIdFor } from '../ids.ts';
import type { Notification } from '../notifications/notification.ts';
import { mayJoin, rootMessageId } from '../thread/clues.ts';
import type { Link } from '../tickets/ticket.ts';
import type { MailTrace } from '../trace/mail-trace.ts';
import { type Check, checkOf } from '../words/check.ts';
import { remark } from '../words/remark.ts';
import { hasUnvouchedCopy, messageItemIdsOfCopies, ownTicketIdFor, ownTicketIdsOfCopies } from './copies.ts';
import type { IngestFacts, Thread, TicketState } from './ingest-facts.ts';
import { partiesOf } from './people-of.ts';

/**
 * Where a mail goes. `done`: this very delivery was written before; `duplicate`: a copy of it was.
 */
export type Placement =
  | { kind: 'new'; ticketId: string; links: Link[]; checks: Check[] }
  | { kind: 'join'; state: TicketState; newcomer: boolean; checks: Check[] }
  | { kind: 'duplicate'; state: TicketState }
  | { kind: 'done'; trace: MailTrace; owed: Notification[] };

/**
 * An id that belongs to another ticket, and why the mail does not; `link` when that is its
 * conversation.
 */
export type Taken = { kind: 'taken'; check: Check; link: Link | null };

/** The facts that a place depends on. */
export type PlacementFacts = Pick<IngestFacts, 'mail' | 'mailId' | 'asker' | 'sender' | 'policy' | 'now' | 'trust'>;

/** An id under which a mail may be, and whether it may open the ticket there. */
export type TicketIdCandidate = { ticketId: string; opens: boolean };

/** What tells whether a mail was seen before. */
type SeenFacts = Pick<IngestFacts, 'mail' | 'mailId' | 'trust'>;

/**
 * The ids that a new ticket of this mail may have, in order: the conversation's, unless its root
 * belongs to a ticket that the sender may not join; then one of its own, for the case that the
 * first is taken by another mail under the same Message-ID. Between them those that a copy of it
 * may have got as its own: they are looked at, and never opened.
 */
export function* ticketIdsFor(facts: PlacementFacts, thread: Thread): Generator<TicketIdCandidate> {
  const { mail } = facts;
  yield { ticketId: ticketIdFor(thread.links.length === 0 ? rootMessageId(mail) : mail.messageId), opens: true };
  for (const ticketId of ownTicketIdsOfCopies(facts)) yield { ticketId, opens: false };
  yield { ticketId: ownTicketIdFor(facts), opens: true };
}

/** In a ticket that the mail joins: written before, a copy of it there, or new in it. Pure. */
export function placementInJoined(facts: PlacementFacts, state: TicketState, newcomer: boolean): Placement {
  return seenIn(facts, state) ?? { kind: 'join', state, newcomer, checks: [] };
}

/**
 * Under an id that a new ticket would get: free; written before or a copy there; the ticket of a
 * reply that overtook this mail (which is joined by who takes part in it); or taken by something
 * else; null where nothing is and nothing may be opened. `checks`: what was found under the ids
 * before. Pure.
 */
export function placementAt(
  facts: PlacementFacts,
  { ticketId, opens }: TicketIdCandidate,
  state: TicketState | null,
  links: Link[],
  checks: Check[],
): Placement | Taken | null {
  if (state === null) return opens ? { kind: 'new', ticketId, links, checks } : null;
  const seen = seenIn(facts, state);
  if (seen) return seen;
  const { number } = state.ticket;
  const saw = facts.mail.messageId;
  if (hasUnvouchedCopy(facts, state.sameMessageId)) {
    const check = checkOf('message-id', saw, remark('unvouched-copy-there', { number }));
    return { kind: 'taken', check, link: { ticketId: state.ticket.ticketId, number, relation: 'mentioned' } };
  }
  if (state.sameMessageId.length > 0)
    return { kind: 'taken', check: checkOf('message-id', saw, remark('another-mail-there', { number })), link: null };
  const match = mayJoin(state.ticket, { parties: partiesOf(facts), state: facts.trust.sender }, false, facts.policy, facts.now);
  const check = checkOf('answers-before', saw, match.verdict);
  if (match.kind === 'joins') return { kind: 'join', state, newcomer: match.newcomer, checks: [...checks, check] };
  const relation = match.kind === 'follow-up' ? ('follow-up' as const) : ('mentioned' as const);
  return { kind: 'taken', check, link: { ticketId: state.ticket.ticketId, number, relation } };
}

/** Whether a mail is in a ticket already: this very delivery of it, or a copy. Pure. */
export const isSeenIn = (facts: SeenFacts, state: TicketState): boolean => seenIn(facts, state) !== null;

/** In a ticket that the mail is in already. Pure. */
export const placementWhereSeen = (facts: SeenFacts, state: TicketState): Placement => seenIn(facts, state) ?? { kind: 'duplicate', state };

function seenIn(facts: SeenFacts, state: TicketState): Placement | null {
  if (state.trace?.mailId === facts.mailId) return { kind: 'done', trace: state.trace, owed: state.owed };
  if (state.sameMessageId.length === 0) return null;
  const ids = messageItemIdsOfCopies(facts);
  return state.sameMessageId.some(({ id }) => ids.includes(id)) ? { kind: 'duplicate', state } : null;
}
