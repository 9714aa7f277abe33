import type { FanOutFacts } from '../../shared/domain/notifications/fan-out-facts.ts';
import type { NotificationCause } from '../../shared/domain/notifications/plan-fan-out.ts';
import { Policy } from '../../shared/domain/settings/policy.ts';
import type { Technician } from '../../shared/domain/settings/technician.ts';
import { TicketQueue } from '../../shared/domain/settings/ticket-queue.ts';
import type { Ticket } from '../../shared/domain/tickets/ticket.ts';
import { aTicket } from './a-ticket.ts';

export const noon = new Date('2026-11-20T12:00:00.000Z');
export const [alice, carol, eve] = ['alice@fabrikam.example', 'carol@fabrikam.example', 'eve@elsewhere.example'];
export const [ada, bob, dan, gone] = ['ada', 'bob', 'dan', 'gone'].map((name) => `${name}@contoso.example`) as [
  string,
  string,
  string,
  string,
];

const technician = (address: string, active = true): Technician => ({
  technicianId: address.split('@')[0] ?? '',
  address,
  name: address,
  active,
  language: null,
});

/**
 * A queue with Bob and Dan (and somebody who has left) as its team; settings as they are shipped.
 */
export function noticeFacts({
  policy = {},
  queue = {},
  ...change
}: Partial<Omit<FanOutFacts, 'policy' | 'queue'>> & { policy?: object; queue?: object } = {}): FanOutFacts {
  return {
    now: noon,
    policy: Policy.parse({ technicians: [ada, bob, dan], ...policy }),
    queue: TicketQueue.parse({ queueId: 'support', name: 'Support', prefix: 'SUP', team: ['bob', 'dan', 'gone'], ...queue }),
    technicians: [technician(ada), technician(bob), technician(dan), technician(gone, false)],
    ownAddresses: new Set(['support@contoso.example']),
    blockedSenders: [],
    owedLately: () => 0,
    ...change,
  };
}

/** Alice's ticket in which Carol takes part, and Eve as a newcomer; Ada's. */
export const aSharedTicket = (change: Partial<Ticket> = {}): Ticket =>
  aTicket({
    assignee: ada,
    participants: [
      { address: alice, name: 'Alice Ames', role: 'requester', notify: true },
      { address: carol, name: 'Carol', role: 'cc', notify: true },
      { address: eve, name: null, role: 'newcomer', notify: false },
    ],
    ...change,
  });

/** Something of a moment ago that nobody knows of yet. */
export const aCause = (events: NotificationCause['events'], change: Partial<NotificationCause> = {}): NotificationCause => ({
  id: 'the-cause',
  at: noon,
  events,
  by: null,
  known: [],
  messageItemId: null,
  mailId: null,
  dueAt: noon,
  ...change,
});
