import { messageIdHash } from '../domain/ids.ts';
import { ownTicketIdFor } from '../domain/ingest/copies.ts';
import type { IngestFacts, TicketState } from '../domain/ingest/ingest-facts.ts';
import { partiesOf } from '../domain/ingest/people-of.ts';
import { isSeenIn, type Placement, placementAt, placementInJoined, placementWhereSeen, ticketIdsFor } from '../domain/ingest/placement.ts';
import { mayJoin } from '../domain/thread/clues.ts';
import { type Link, maxRedirects } from '../domain/tickets/ticket.ts';
import { type Check, checkOf } from '../domain/words/check.ts';
import type { ThreadDeps } from './find-thread.ts';

/** What is read to find the placement of a mail. */
export type PlacementDeps = Pick<ThreadDeps, 'ticketState'> & {
  /** Which tickets hold messages that quote this Message-ID (hashed), the oldest first. */
  ticketIdsQuoting(messageIdHash: string): Promise<string[]>;
};

/** How many tickets that quote a mail are looked at: anybody can quote it. */
const maxQuoting = 4;

/**
 * Where the mail goes. A mail that no clue ties to a ticket is most often new, so its ticket's id
 * is assumed to be free: creating it fails if it isn't, and then (`thorough`) it is read. If a
 * ticket that the sender may not join has the id, answers came before the mail: then a ticket is
 * looked for that quotes the mail and in which the sender takes part. Only reads.
 */
export async function findPlacement(deps: PlacementDeps, facts: IngestFacts, thorough: boolean): Promise<Placement> {
  const { thread, mail, mailId } = facts;
  if (thread.seen) return placementWhereSeen(facts, thread.seen);
  if (thread.joins) return placementInJoined(facts, thread.joins.state, thread.joins.newcomer);
  const hash = messageIdHash(mail.messageId);
  const read = (ticketId: string) => readFollowed(deps, facts, ticketId);
  const checks: Check[] = [];
  const links: Link[] = [...thread.links];
  const tried: string[] = [];
  for (const candidate of ticketIdsFor(facts, thread)) {
    const { ticketId } = candidate;
    tried.push(ticketId);
    const placement = placementAt(facts, candidate, thorough ? await read(ticketId) : null, links, checks);
    if (!placement) continue;
    if (placement.kind !== 'taken') return placement;
    checks.push(placement.check);
    if (!placement.link) continue;
    links.push(placement.link);
    const own = await read(ownTicketIdFor(facts));
    if (own && isSeenIn(facts, own)) return placementWhereSeen(facts, own);
    const quoting = (await deps.ticketIdsQuoting(hash)).filter((id) => id !== ticketId);
    const states = await Promise.all(quoting.slice(0, maxQuoting).map(read));
    const found = placementWhereQuoted(
      facts,
      states.flatMap((state) => state ?? []),
      checks,
    );
    if (found) return found;
  }
  throw new Error(`All ticket ids of mail ${mailId} (${tried.join(', ')}) are taken by other mails`);
}

/** A ticket, or that which it was merged into, unless the mail is in one of those on the way. */
async function readFollowed({ ticketState }: PlacementDeps, facts: IngestFacts, ticketId: string): Promise<TicketState | null> {
  const hash = messageIdHash(facts.mail.messageId);
  let state = await ticketState(ticketId, hash, facts.mailId);
  for (let step = 0; state?.ticket.mergedInto && state.sameMessageId.length === 0 && step < maxRedirects; step += 1) {
    if (isSeenIn(facts, state)) return state;
    state = await ticketState(state.ticket.mergedInto, hash, facts.mailId);
  }
  return state;
}

/** The first ticket that quotes the mail and that its sender may join. */
function placementWhereQuoted(facts: IngestFacts, states: TicketState[], checks: Check[]): Placement | null {
  for (const state of states) {
    if (isSeenIn(facts, state)) return placementWhereSeen(facts, state);
    const match = mayJoin(state.ticket, { parties: partiesOf(facts), state: facts.trust.sender }, false, facts.policy, facts.now);
    if (match.kind !== 'joins') continue;
    const check = checkOf('quoted-by', facts.mail.messageId, match.verdict);
    return { kind: 'join', state, newcomer: match.newcomer, checks: [...checks, check] };
  }
  return null;
}
