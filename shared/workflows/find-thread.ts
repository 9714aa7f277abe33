import { messageIdHash, ticketIdFor } from '../domain/ids.ts';
import type { MailFacts, Thread, TicketState } from '../domain/ingest/ingest-facts.ts';
import { partiesOf } from '../domain/ingest/people-of.ts';
import { isSeenIn } from '../domain/ingest/placement.ts';
import { technicianOf } from '../domain/ingest/technician-of.ts';
import { type Clue, cluesIn, mayJoin, rootMessageId } from '../domain/thread/clues.ts';
import { isInternalId, type SigningKeys } from '../domain/thread/signed-ids.ts';
import { type Link, maxRedirects } from '../domain/tickets/ticket.ts';
import { type Check, checkOf } from '../domain/words/check.ts';
import { remark } from '../domain/words/remark.ts';

/** What threading reads. */
export type ThreadDeps = {
  /** A ticket with its messages of this Message-ID and this mail's trace, or null. */
  ticketState(ticketId: string, messageIdHash: string, mailId: string): Promise<TicketState | null>;
  /** Which tickets hold messages with these Message-IDs (hashed), in the order of the hashes. */
  ticketIdsByMessageIds(hashes: string[]): Promise<{ hash: string; ticketId: string }[]>;
  /** The tickets with these numbers, in their order. */
  ticketIdsByNumbers(numbers: string[]): Promise<string[]>;
};

/** How many tickets of one clue are read: a mail can quote anything. */
const maxTickets = 4;

/**
 * Finds the ticket that a mail joins. Clue by clue, the most trusted first: the tickets it names
 * are read, and each is joined or not (promise 3). The first that is joined ends the search; those
 * that stay closed to the sender are linked. Only reads.
 */
export async function findThread(deps: ThreadDeps, facts: ThreadFacts, keys: SigningKeys): Promise<Thread> {
  const checks: Check[] = [];
  const links: Link[] = [];
  const sender = { parties: partiesOf(facts), state: facts.trust.sender, isTechnician: technicianOf(facts) !== null };
  const internal = [...facts.mail.inReplyTo, ...facts.mail.references].some((id) => isInternalId(id, keys));
  for (const clue of cluesIn(facts.mail, keys)) {
    const { states, seen } = await statesNamedBy(deps, clue, facts);
    // before anything is judged: a ticket that it made or joined may have been closed or merged
    // since
    if (seen) return { joins: null, links, checks, seen };
    if (states.length === 0) checks.push(checkOf(clue.kind, clue.saw, remark('no-such-ticket')));
    for (const state of states) {
      const match = mayJoin(state.ticket, sender, clue.proof, facts.policy, facts.now);
      checks.push(checkOf(clue.kind, clue.saw, match.verdict));
      if (match.kind === 'joins') {
        // nor is it the ticket alone that changes: the sender may have been let into it since this
        // mail made its own
        const elsewhere = clue.kind === 'quoted-message-ids' ? null : await whereSeen(deps, facts, await ownTickets(deps, facts));
        return elsewhere
          ? { joins: null, links, checks, seen: elsewhere }
          : { joins: { state, newcomer: match.newcomer, proof: clue.proof, internal }, links, checks, seen: null };
      }
      const relation = match.kind === 'follow-up' ? 'follow-up' : 'mentioned';
      if (!links.some(({ ticketId }) => ticketId === state.ticket.ticketId)) {
        links.push({ ticketId: state.ticket.ticketId, number: state.ticket.number, relation });
      }
    }
  }
  if (checks.length === 0) checks.push(checkOf('threading', '', remark('names-no-ticket')));
  return { joins: null, links, checks, seen: null };
}

type ThreadFacts = MailFacts;
type States = { states: TicketState[]; seen: TicketState | null };

/** The tickets that a clue names, merges followed; or the one that the mail is in already. */
async function statesNamedBy(deps: ThreadDeps, clue: Clue, facts: ThreadFacts): Promise<States> {
  const { own, named } = await ticketIdsOf(deps, clue, facts);
  const seen = await whereSeen(deps, facts, own);
  if (seen) return { states: [], seen };
  const states: TicketState[] = [];
  for (const ticketId of named.slice(0, maxTickets)) {
    let state = await stateOf(deps, facts, ticketId);
    if (state && isSeenIn(facts, state)) return { states, seen: state };
    for (let merge = 0; state?.ticket.mergedInto && merge < maxRedirects; merge += 1) {
      state = await stateOf(deps, facts, state.ticket.mergedInto);
      if (state && isSeenIn(facts, state)) return { states, seen: state };
    }
    if (state && !states.some(({ ticket }) => ticket.ticketId === state?.ticket.ticketId)) states.push(state);
  }
  return { states, seen: null };
}

/**
 * `named` by the clue; `own`: those with messages of the mail's very Message-ID, where they come
 * with the same request.
 */
async function ticketIdsOf(deps: ThreadDeps, clue: Clue, facts: ThreadFacts): Promise<{ own: string[]; named: string[] }> {
  switch (clue.kind) {
    case 'signed-message-id':
    case 'reply-address':
      return { own: [], named: clue.ticketIds };
    case 'quoted-message-ids': {
      const ownHash = messageIdHash(facts.mail.messageId);
      const found = await deps.ticketIdsByMessageIds(unique([ownHash, ...clue.messageIds.map(messageIdHash)]));
      const quoted = found.filter(({ hash }) => hash !== ownHash || clue.messageIds.includes(facts.mail.messageId));
      return {
        own: unique(found.filter(({ hash }) => hash === ownHash).map(({ ticketId }) => ticketId)),
        named: unique([...quoted.map(({ ticketId }) => ticketId), ticketIdFor(rootMessageId(facts.mail))]),
      };
    }
    case 'subject-token':
      return { own: [], named: await deps.ticketIdsByNumbers(clue.numbers) };
  }
}

/** The tickets with messages of the mail's own Message-ID. */
async function ownTickets(deps: ThreadDeps, { mail }: ThreadFacts): Promise<string[]> {
  const found = await deps.ticketIdsByMessageIds([messageIdHash(mail.messageId)]);
  return unique(found.map(({ ticketId }) => ticketId));
}

/** The first of these tickets that holds this very mail, or a copy of it; null when none does. */
async function whereSeen(deps: ThreadDeps, facts: ThreadFacts, ticketIds: string[]): Promise<TicketState | null> {
  for (const ticketId of ticketIds.slice(0, maxTickets)) {
    const state = await stateOf(deps, facts, ticketId);
    if (state && isSeenIn(facts, state)) return state;
  }
  return null;
}

const stateOf = (deps: ThreadDeps, { mail, mailId }: ThreadFacts, ticketId: string) =>
  deps.ticketState(ticketId, messageIdHash(mail.messageId), mailId);

const unique = (values: string[]): string[] => [...new Set(values)];
