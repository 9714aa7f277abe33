import type { ApiTicketWithMessages } from '../api/tickets.ts';
import type { Deliverability } from '../domain/contacts/deliverability.ts';
import { holdOf } from '../domain/notifications/delivery-hold.ts';
import type { Ticket } from '../domain/tickets/ticket.ts';
import { inWords } from '../domain/words/in-words.ts';

/** What looking at those who take part reads. */
export type HeldAmongDeps = {
  now(): Date;
  /** The addresses among these that got no mail, and why. */
  markedAmong(addresses: string[]): Promise<{ address: string; deliverability: Deliverability }[]>;
};

/** A ticket with more is shown without those that come after. */
const maxLookedAt = 50;

/**
 * Those who take part in a ticket whose mail is held, and why: whoever writes to them is to know
 * that before.
 */
export async function heldAmong(deps: HeldAmongDeps, { requester, participants }: Ticket): Promise<ApiTicketWithMessages['held']> {
  const addresses = [...new Set([requester, ...participants].map(({ address }) => address))].filter((address) => address !== '');
  const marked = await deps.markedAmong(addresses.slice(0, maxLookedAt));
  return marked.flatMap(({ address, deliverability }) => {
    const { state, reason, at, until } = deliverability;
    return holdOf(deliverability, deps.now()).kind === 'hold' ? [{ address, state, reason: inWords(reason), since: at, until }] : [];
  });
}
