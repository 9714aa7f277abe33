import { ProblemError } from '../../api/problem.ts';
import { type GuestAnswer, guestMessageId, noticesOfGuestAnswer, planGuestAnswer } from '../../domain/guest/plan-guest-answer.ts';
import { messageIdHash } from '../../domain/ids.ts';
import type { TicketState } from '../../domain/ingest/ingest-facts.ts';
import type { TicketChange } from '../../domain/notifications/ticket-change.ts';
import type { Message } from '../../domain/tickets/message.ts';
import type { Position } from '../../domain/tickets/position.ts';
import type { Committed } from '../ticket-versions.ts';
import { type NoticeDeps, withNotices } from '../with-notices.ts';
import { type OpenLinkDeps, openLink } from './open-link.ts';

/** What an answer reads and writes. */
export type AnswerDeps = OpenLinkDeps & {
  browse: { messagesBefore(ticketId: string, before: Position | null): AsyncIterable<Message> };
  /** The ticket with its version, and its messages of this Message-ID (hashed). */
  ticketState(ticketId: string, messageIdHash: string, mailId: string): Promise<TicketState | null>;
  commit(change: TicketChange): Promise<Committed>;
  notices: NoticeDeps;
};

/** More is no conversation: whoever has found a link could fill the ticket. */
const maxAnswersAnHour = 20;
const maxRaces = 5;
const hourMs = 3_600_000;
const dayMs = 86_400_000;

/**
 * Writes what somebody answers on the page of their link into its ticket, once however often it is
 * sent, and tells the technicians whose it is. Returns the id of the message.
 *
 * @throws ProblemError as `openLink` does; 409 when the ticket was closed too long ago or too much
 * was written within the hour.
 */
export async function answerAsGuest(deps: AnswerDeps, token: string | null, answer: GuestAnswer): Promise<{ id: string }> {
  const { ticket, guest } = await openLink(deps, token);
  const hash = messageIdHash(guestMessageId(ticket.ticketId, guest.key, answer.nonce));
  for (let race = 0; race < maxRaces; race += 1) {
    const state = await deps.ticketState(ticket.ticketId, hash, '');
    if (!state) break;
    const [written] = state.sameMessageId;
    if (written) return { id: written.id };
    const now = deps.now();
    const { reopenDays } = await deps.policy();
    const overSince = state.ticket.closedAt ?? state.ticket.resolvedAt;
    if (overSince !== null && now.getTime() - Date.parse(overSince) > reopenDays * dayMs) {
      throw new ProblemError(409, 'This ticket was closed long ago. Please write us a new mail.');
    }
    if ((await countOf(deps, ticket.ticketId, guest.address, now)) >= maxAnswersAnHour) {
      throw new ProblemError(409, `At most ${maxAnswersAnHour} answers an hour can be written here. Please try again later.`);
    }
    const { change, message } = planGuestAnswer(state, guest, answer, now);
    const after = change.replace ?? state.ticket;
    const told = await withNotices(deps.notices, change, after, (facts) => noticesOfGuestAnswer(message, after, facts));
    if ((await deps.commit(told.change)) === 'conflict') continue;
    await told.written();
    return { id: message.id };
  }
  throw new ProblemError(409, 'The ticket is being changed by others. Please try again.');
}

/** How many answers came by somebody's link within the last hour, counted as far as it matters. */
async function countOf({ browse }: AnswerDeps, ticketId: string, address: string, now: Date): Promise<number> {
  let count = 0;
  for await (const { at, viaLinkOf } of browse.messagesBefore(ticketId, null)) {
    if (count >= maxAnswersAnHour || now.getTime() - Date.parse(at) > hourMs) break;
    if (viaLinkOf === address) count += 1;
  }
  return count;
}
