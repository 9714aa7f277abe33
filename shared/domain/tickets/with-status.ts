import type { Ticket } from './ticket.ts';
import type { TicketStatus } from './ticket-status.ts';

/**
 * A ticket in another status from `at` on (ISO 8601): when it was resolved and closed, and what it
 * waits for, follow from that. One that has the status already stays as it is. Pure.
 */
export function withStatus(ticket: Ticket, status: TicketStatus, at: string): Ticket {
  if (status === ticket.status) return ticket;
  return {
    ...ticket,
    status,
    // both belong to the time that it is pending
    pendingReason: null,
    remindAt: null,
    resolvedAt: status === 'resolved' ? at : status === 'closed' ? ticket.resolvedAt : null,
    closedAt: status === 'closed' ? at : null,
  };
}
