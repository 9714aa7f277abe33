import type { Versioned } from '../domain/changes/merge-step.ts';
import { planMoved, planSplitEnd, planSplitTicket } from '../domain/changes/plan-split.ts';
import { domainOf, type KnownSender } from '../domain/contacts/contact.ts';
import type { TicketChange } from '../domain/notifications/ticket-change.ts';
import type { Message } from '../domain/tickets/message.ts';
import type { Committed } from './ticket-versions.ts';

/** What the steps of a split read and write. */
export type SplitStepDeps = {
  now(): Date;
  browse: {
    versioned(idOrNumber: string): Promise<Versioned | null>;
    message(ticketId: string, id: string): Promise<Message | null>;
  };
  /** Who a sender is. */
  knownSender(address: string, domain: string): Promise<KnownSender>;
  commit(change: TicketChange): Promise<Committed>;
};

const maxRaces = 10;

/**
 * Finishes a split that is noted in a ticket: the new ticket, then what is left of the message in
 * the old one, then the link between the two. Each is written once, also when this is done again.
 *
 * @throws Error when others write to the ticket time and again.
 */
export async function finishSplit(deps: SplitStepDeps, ticketId: string): Promise<void> {
  for (let race = 0; race < maxRaces; race += 1) {
    const place = await deps.browse.versioned(ticketId);
    const unfinished = place?.ticket.unfinished;
    if (!place || unfinished?.kind !== 'split' || !unfinished.split) return;
    const { messageTicketId, messageItemId } = unfinished.split;
    const message = await deps.browse.message(messageTicketId, messageItemId);
    if (message && !message.movedTo) {
      const { address } = message.from;
      const { client } = await deps.knownSender(address, domainOf(address));
      // a conflict: it was written before
      await deps.commit(planSplitTicket(place.ticket, unfinished, message, client, deps.now()));
      await deps.commit(planMoved(message, unfinished));
    }
    if ((await deps.commit(planSplitEnd(place, unfinished, deps.now()))) !== 'conflict') return;
  }
  throw new Error(`Ticket ${ticketId} changed ${maxRaces} times before the split of one of its messages was finished`);
}
