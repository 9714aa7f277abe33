import { messageItemIdFor, separateTicketIdFor, ticketIdFor } from './ids.ts';
import type { IngestFacts, Thread, TicketState } from './ingest-facts.ts';
import type { Notification } from './notification.ts';
import { partiesOf } from './people-of.ts';
import { judgeMatch, rootMessageId } from './threading.ts';
import type { Link, MailTrace } from './ticket.ts';

/** Where a mail goes. `done`: this very delivery was written before; `duplicate`: a copy of it was. */
export type Place =
  | { kind: 'new'; ticketId: string; links: Link[] }
  | { kind: 'join'; state: TicketState; newcomer: boolean }
  | { kind: 'duplicate'; state: TicketState }
  | { kind: 'done'; trace: MailTrace; owed: Notification[] };

/** The facts that a place depends on. */
export type PlaceFacts = Pick<IngestFacts, 'mail' | 'mailId' | 'asker' | 'sender' | 'policy' | 'now' | 'trust'>;

/** What tells whether a mail was seen before. */
type SeenFacts = Pick<IngestFacts, 'mail' | 'mailId'>;

/**
 * The ids that a new ticket of this mail may have, in order: the conversation's, unless its root belongs to a ticket that the sender may
 * not join; then one of its own, for the case that the first is taken by another mail under the same Message-ID.
 */
export function ticketIdsFor({ mail }: PlaceFacts, thread: Thread): [string, string] {
  const root = thread.links.length === 0 ? rootMessageId(mail) : mail.messageId;
  return [ticketIdFor(root), separateTicketIdFor(mail.messageId, mail.contentSha256)];
}

/** In a ticket that the mail joins: written before, a copy of it there, or new in it. Pure. */
export function placeInJoined(facts: PlaceFacts, state: TicketState, newcomer: boolean): Place {
  return seenIn(facts, state) ?? { kind: 'join', state, newcomer };
}

/**
 * Under an id that a new ticket would get: free; written before or a copy there; the ticket of a reply that overtook this mail (which is
 * joined by who takes part in it); or taken by something else (null: try the next id). Pure.
 */
export function placeAt(facts: PlaceFacts, ticketId: string, state: TicketState | null, links: Link[]): Place | null {
  if (state === null) return { kind: 'new', ticketId, links };
  const seen = seenIn(facts, state);
  if (seen) return seen;
  if (state.sameMessageId.length > 0) return null;
  const match = judgeMatch(state.ticket, { parties: partiesOf(facts), state: facts.trust.sender }, false, facts.policy, facts.now);
  return match.kind === 'joins' ? { kind: 'join', state, newcomer: match.newcomer } : null;
}

/** Whether a mail is in a ticket already: this very delivery of it, or a copy. Pure. */
export const isSeenIn = (facts: SeenFacts, state: TicketState): boolean => seenIn(facts, state) !== null;

/** In a ticket that the mail is in already. Pure. */
export const placeWhereSeen = (facts: SeenFacts, state: TicketState): Place => seenIn(facts, state) ?? { kind: 'duplicate', state };

function seenIn({ mail, mailId }: SeenFacts, state: TicketState): Place | null {
  if (state.trace?.mailId === mailId) return { kind: 'done', trace: state.trace, owed: state.owed };
  const id = messageItemIdFor(mail.messageId, mail.contentSha256);
  return state.sameMessageId.some((message) => message.id === id) ? { kind: 'duplicate', state } : null;
}
