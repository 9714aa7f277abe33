import { ticketIdFor } from '../../shared/domain/ids.ts';
import type { Ticket } from '../../shared/domain/tickets/ticket.ts';

/** A ticket of alice@fabrikam.example, with what the test changes. */
export function aTicket(change: Partial<Ticket> = {}): Ticket {
  return {
    id: 'ticket',
    type: 'ticket',
    schemaVersion: 1,
    ticketId: ticketIdFor('<first@fabrikam.example>'),
    number: 'SUP-1001',
    mailboxId: 'support',
    queueId: 'support',
    subject: 'The printer is out of paper',
    mailSubject: null,
    exchangeThread: null,
    language: null,
    status: 'new',
    pendingReason: null,
    remindAt: null,
    priority: 'normal',
    tags: [],
    assignee: null,
    alert: null,
    requester: { address: 'alice@fabrikam.example', name: 'Alice Ames' },
    client: { id: 'fabrikam', name: 'Fabrikam' },
    participants: [{ address: 'alice@fabrikam.example', name: 'Alice Ames', role: 'requester', notify: true }],
    links: [],
    guestGeneration: 0,
    mergedInto: null,
    merge: null,
    merged: [],
    unfinished: null,
    createdAt: '2026-11-02T08:00:00.000Z',
    updatedAt: '2026-11-02T08:00:00.000Z',
    resolvedAt: null,
    closedAt: null,
    openedBy: '<first@fabrikam.example>',
    searchText: 'sup-1001 the printer is out of paper alice ames alice@fabrikam.example',
    ...change,
  };
}
