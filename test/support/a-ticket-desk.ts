import type { Ticket } from '../../shared/domain/tickets/ticket.ts';
import { mergeTicket, unmergeTicket } from '../../shared/workflows/merge-ticket.ts';
import { readTicket } from '../../shared/workflows/read-ticket.ts';
import type { Deployment } from './a-deployment.ts';

/** What a technician does with the tickets of a deployment. */
export function aTicketDesk(deployment: () => Deployment) {
  const by = 'ada@contoso.example';
  return {
    by,
    merge: (from: string, into: string, { deps = deployment().changing(), force = false } = {}) =>
      mergeTicket(deps, from, { into, force, by, ifMatch: null }),
    unmerge: (from: string, deps = deployment().changing()) => unmergeTicket(deps, from, by),
    /** The item of a ticket, which leads nowhere else. */
    async ticketOf(ticketId: string): Promise<Ticket> {
      const ticket = await deployment().browse.ticket(ticketId);
      if (!ticket) throw new Error(`no ticket ${ticketId}`);
      return ticket;
    },
    set: (ticketId: string, change: Partial<Ticket>) =>
      deployment()
        .tickets.item('ticket', ticketId)
        .patch(Object.entries(change).map(([name, value]) => ({ op: 'set' as const, path: `/${name}`, value }))),
    /** A ticket as technicians read it, and its mails, the oldest first. */
    async read(idOrNumber: string) {
      const { browse } = deployment();
      const reading = { queueNameOf: async (id: string) => id, files: { body: async () => null } };
      const deps = { browse, now: () => new Date(), markedAmong: async () => [], ...reading };
      const { item } = await readTicket(deps, idOrNumber);
      return { ...item, mails: item.messages.map(({ mailId }) => mailId) };
    },
    /** What changes tickets in a process that dies after so many writes. */
    dyingAfter(writes: number) {
      const deps = deployment().changing();
      let left = writes;
      const commit: typeof deps.commit = async (change) => {
        if (left === 0) throw new Error('died');
        left -= 1;
        return deps.commit(change);
      };
      return { ...deps, commit };
    },
    /** What changes tickets, so many days and two minutes from now. */
    later: (days = 0) => ({ ...deployment().changing(), now: () => new Date(Date.now() + days * 86_400_000 + 120_000) }),
  };
}
