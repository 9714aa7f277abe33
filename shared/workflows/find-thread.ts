import { messageIdHash, ticketIdFor } from '../domain/ids.ts';
import type { IngestFacts, Thread, TicketState } from '../domain/ingest-facts.ts';
import { senderOf } from '../domain/ingest-items.ts';
import { isSeenIn } from '../domain/place.ts';
import type { SigningKeys } from '../domain/reply-token.ts';
import { type Clue, cluesIn, judgeMatch, rootMessageId } from '../domain/threading.ts';
import type { Link } from '../domain/ticket.ts';
import type { Check } from '../domain/trace.ts';

/** What threading reads. */
export type ThreadDeps = {
  /** A ticket with its messages of this Message-ID and this mail's trace, or null. */
  ticketState(ticketId: string, messageIdHash: string, mailId: string): Promise<TicketState | null>;
  /** Tickets that hold messages with these Message-IDs (hashed), in the order of the hashes. */
  ticketIdsByMessageIds(hashes: string[]): Promise<string[]>;
  ticketIdsByNumbers(numbers: string[]): Promise<string[]>;
};

/** So many tickets that one clue names are looked at, and so many merges followed: a mail can quote anything. */
const mostTickets = 4;
const mostMerges = 5;

/**
 * Finds the ticket that a mail joins. Clue by clue, the most trusted first: the tickets it names are read, and each is joined or not
 * (promise 3). The first that is joined ends the search; those that stay closed to the sender are linked. Only reads.
 */
export async function findThread(
  deps: ThreadDeps,
  facts: Pick<IngestFacts, 'mail' | 'mailId' | 'sender' | 'policy' | 'now' | 'trust'>,
  keys: SigningKeys,
): Promise<Thread> {
  const checks: Check[] = [];
  const links: Link[] = [];
  const hash = messageIdHash(facts.mail.messageId);
  const sender = { address: senderOf(facts).address, authentic: facts.trust.authenticated !== false };
  for (const clue of cluesIn(facts.mail, keys)) {
    const { states, seen } = await statesNamedBy(deps, clue, facts, hash);
    // before anything is judged: a ticket that it made or joined may have been closed or merged since
    if (seen) return { joins: null, links, checks, seen };
    if (states.length === 0) checks.push({ check: clue.kind, saw: clue.saw, verdict: 'no ticket is known by it' });
    for (const state of states) {
      const match = judgeMatch(state.ticket, sender, clue.proof, facts.policy, facts.now);
      checks.push({ check: clue.kind, saw: clue.saw, verdict: `${state.ticket.number} ${match.kind}: ${match.why}` });
      if (match.kind === 'joins') return { joins: { state, newcomer: match.newcomer }, links, checks, seen: null };
      const relation = match.kind === 'follow-up' ? 'follow-up' : 'mentioned';
      if (!links.some(({ ticketId }) => ticketId === state.ticket.ticketId)) {
        links.push({ ticketId: state.ticket.ticketId, number: state.ticket.number, relation });
      }
    }
  }
  if (checks.length === 0) checks.push({ check: 'threading', saw: 'no reference, no token', verdict: 'a new conversation' });
  return { joins: null, links, checks, seen: null };
}

async function statesNamedBy(
  deps: ThreadDeps,
  clue: Clue,
  { mail, mailId }: Pick<IngestFacts, 'mail' | 'mailId'>,
  hash: string,
): Promise<{ states: TicketState[]; seen: TicketState | null }> {
  const ticketIds = await ticketIdsOf(deps, clue, rootMessageId(mail));
  const states: TicketState[] = [];
  for (const ticketId of ticketIds.slice(0, mostTickets)) {
    let state = await deps.ticketState(ticketId, hash, mailId);
    if (state && isSeenIn({ mail, mailId }, state)) return { states, seen: state };
    for (let merge = 0; state?.ticket.mergedInto && merge < mostMerges; merge += 1) {
      state = await deps.ticketState(state.ticket.mergedInto, hash, mailId);
      if (state && isSeenIn({ mail, mailId }, state)) return { states, seen: state };
    }
    if (state && !states.some(({ ticket }) => ticket.ticketId === state?.ticket.ticketId)) states.push(state);
  }
  return { states, seen: null };
}

async function ticketIdsOf(deps: ThreadDeps, clue: Clue, root: string): Promise<string[]> {
  switch (clue.kind) {
    case 'signed-message-id':
    case 'reply-address':
      return clue.ticketIds;
    case 'quoted-message-ids': {
      const found = await deps.ticketIdsByMessageIds(clue.messageIds.map(messageIdHash));
      return [...new Set([...found, ticketIdFor(root)])];
    }
    case 'subject-token':
      return deps.ticketIdsByNumbers(clue.numbers);
  }
}
