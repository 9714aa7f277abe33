import { ProblemError } from '../../api/problem.ts';
import { type GuestLink, participantKey, verifyGuestToken } from '../../domain/guest/guest-token.ts';
import type { Policy } from '../../domain/settings/policy.ts';
import type { SigningKeys } from '../../domain/thread/signed-ids.ts';
import { maxRedirects, type Participant, type Ticket } from '../../domain/tickets/ticket.ts';

/** What looking at a link reads. */
export type OpenLinkDeps = {
  now(): Date;
  signingKeys(): Promise<SigningKeys>;
  policy(): Promise<Policy>;
  browse: { ticket(idOrNumber: string): Promise<Ticket | null> };
};

/**
 * A link that opens: its ticket, and whose it is. `shown`: whose number, subject and state they
 * see. It is the ticket of the link where that was merged into one in which they are a newcomer,
 * who may be of another client.
 */
export type OpenedLink = { link: GuestLink; ticket: Ticket; shown: Ticket; guest: Participant & { key: string } };

/** Longer than any token. */
const maxToken = 200;

/** The ticket that a ticket was merged into, or itself: that is where the conversation goes on. */
async function mergedTicket({ browse }: OpenLinkDeps, ticket: Ticket): Promise<Ticket> {
  let whole = ticket;
  for (let step = 0; whole.mergedInto && step < maxRedirects; step += 1) whole = (await browse.ticket(whole.mergedInto)) ?? whole;
  return whole;
}

/**
 * What the token of a link opens. Each refusal is the same for a token that is none, that is of
 * another ticket, and of somebody who takes part no more: nothing can be learnt by asking. `ended`:
 * one that has ended is taken too.
 *
 * @throws ProblemError 401 when it opens nothing, 403 when the link has ended.
 */
export async function openLink(deps: OpenLinkDeps, token: string | null, { ended = false } = {}): Promise<OpenedLink> {
  const none = new ProblemError(401, 'x-guest-link: opens nothing. Open the link of your newest mail from us, or answer that mail.');
  const link = token !== null && token.length <= maxToken ? verifyGuestToken(token, await deps.signingKeys()) : null;
  if (!link || !(await deps.policy()).guestLinks.on) throw none;
  const ticket = await deps.browse.ticket(link.ticketId);
  const participant = ticket?.participants.find(({ address }) => participantKey(address) === link.participant);
  if (!ticket || !participant || participant.role === 'technician' || link.generation !== ticket.guestGeneration) throw none;
  if (!ended && link.expiresAt <= deps.now()) {
    throw new ProblemError(403, 'x-guest-link: this link has ended. Ask for a new one by mail (POST /api/guest/link), or answer our mail.');
  }
  const whole = await mergedTicket(deps, ticket);
  const there = whole.participants.find(({ address }) => participantKey(address) === link.participant);
  if (!there || there.role === 'technician') throw none;
  return { link, ticket: whole, shown: there.role === 'newcomer' ? ticket : whole, guest: { ...there, key: link.participant } };
}
