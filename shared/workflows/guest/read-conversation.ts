import { bytesOf } from '../../api/fit-message.ts';
import { type GuestConversation, toGuestMessage } from '../../api/guest.ts';
import { toApiMessage } from '../../api/messages.ts';
import { isForGuest } from '../../domain/guest/is-for-guest.ts';
import type { TicketChange } from '../../domain/notifications/ticket-change.ts';
import { ticketEvent } from '../../domain/tickets/ticket-event.ts';
import { newestFirst, partitionsOf } from '../newest-first.ts';
import type { ReadTicketDeps } from '../read-ticket.ts';
import type { Committed } from '../ticket-versions.ts';
import { type OpenLinkDeps, openLink } from './open-link.ts';

/** What reading a conversation reads and writes. */
export type ReadConversationDeps = OpenLinkDeps & {
  browse: ReadTicketDeps['browse'];
  commit(change: TicketChange): Promise<Committed>;
};

const maxMessages = 100;
const maxBytes = 1_000_000;
/** So many messages of a ticket are looked through at most for those that somebody may see. */
const maxLookedAt = 500;

/**
 * The conversation that a link opens. That it was opened stands in the ticket's history, once a day
 * for each person.
 *
 * @throws ProblemError as `openLink` does.
 */
export async function readConversation(deps: ReadConversationDeps, token: string | null): Promise<GuestConversation> {
  const { link, ticket, shown: known, guest } = await openLink(deps, token);
  const messages: GuestConversation['messages'] = [];
  let bytes = 0;
  let lookedAt = 0;
  for await (const message of newestFirst(partitionsOf(ticket).map((ticketId) => deps.browse.messagesBefore(ticketId, null)))) {
    lookedAt += 1;
    if (messages.length >= maxMessages || lookedAt > maxLookedAt) break;
    if (!isForGuest(message, guest.address)) continue;
    const shown = toGuestMessage(toApiMessage(message, { ...message, truncated: message.bodyBlob !== null }), guest.address);
    bytes += bytesOf(shown);
    if (bytes > maxBytes) break;
    messages.unshift(shown);
  }
  const at = deps.now().toISOString();
  const occasion = { by: { kind: 'sender' as const, address: guest.address }, at, cause: `guest ${guest.key} ${at.slice(0, 10)}` };
  const opened = ticketEvent(ticket.ticketId, occasion, { kind: 'guest-opened', address: guest.address });
  // a conflict says that it stands there already
  await deps.commit({ ticketId: ticket.ticketId, version: null, replace: null, create: [opened], patch: [] });
  return {
    number: known.number,
    subject: known.subject,
    status: known.status,
    you: { address: guest.address, name: guest.name },
    until: link.expiresAt.toISOString(),
    messages,
  };
}
