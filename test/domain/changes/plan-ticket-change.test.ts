import { describe, expect, test } from 'vitest';
import { planTicketChange, type WantedChange } from '../../../shared/domain/changes/plan-ticket-change.ts';
import type { Ticket } from '../../../shared/domain/tickets/ticket.ts';
import { withStatus } from '../../../shared/domain/tickets/with-status.ts';
import { aTicket } from '../../support/a-ticket.ts';

/** What a technician wants, and what the ticket becomes. */

const now = new Date('2026-11-03T08:00:00Z');
const facts = {
  now,
  by: 'ada@contoso.example',
  technicians: ['ada@contoso.example', 'bea@contoso.example'],
  ownAddresses: new Set(['support@contoso.example']),
};
const alice = { address: 'alice@fabrikam.example', name: 'Alice Ames', role: 'requester', notify: true } as const;
const stranger = { address: 'who@elsewhere.example', name: null, role: 'newcomer', notify: false } as const;
const changed = (wanted: WantedChange, before: Partial<Ticket> = {}) => planTicketChange(aTicket(before), '"v1"', wanted, facts);
const ticketAfter = (wanted: WantedChange, before: Partial<Ticket> = {}) => {
  const change = changed(wanted, before);
  if (!change || 'refused' in change) throw new Error('no change');
  return change.replace;
};

test('the change has one cause, the version that it replaces: written again it is refused', () => {
  expect(changed({ priority: 'high' })).toMatchObject({
    ...{ version: '"v1"', patch: [] },
    create: [{ kind: 'priority', cause: 'change "v1"', at: now.toISOString(), by: { kind: 'technician', address: facts.by } }],
  });
});

test('never lies before earlier changes of the ticket, whatever the clock says', () => {
  const updatedAt = '2026-11-03T09:00:00.000Z';
  expect(ticketAfter({ priority: 'high' }, { updatedAt }).updatedAt).toBe(updatedAt);
});

test('a subject loses tokens that would name other tickets, and is found by its new words', () => {
  expect(ticketAfter({ subject: 'Re: [Ticket #ABC-1] Toner' })).toMatchObject({
    subject: 'Toner',
    searchText: expect.stringContaining('toner'),
  });
});

describe('what a pending ticket waits for', () => {
  test('comes with the status, or after it, and goes with it', () => {
    const remindAt = '2026-11-10T09:00:00+01:00';
    const pending = ticketAfter({ status: 'pending', pendingReason: 'spare part', remindAt });
    expect(pending).toMatchObject({ pendingReason: 'spare part', remindAt: '2026-11-10T08:00:00.000Z' });
    expect(ticketAfter({ pendingReason: 'the client' }, pending)).toMatchObject({
      pendingReason: 'the client',
      remindAt: pending.remindAt,
    });
    expect(ticketAfter({ status: 'open' }, pending)).toMatchObject({ pendingReason: null, remindAt: null });
    expect(changed({ remindAt: null }, { status: 'pending' })).toBeNull();
  });
});

describe('who takes part', () => {
  test('a technician does as one; a newcomer stays one until a technician wants them written to', () => {
    const participants = [alice, stranger];
    const listed = [{ address: alice.address }, { address: 'bea@contoso.example' }, { address: stranger.address }];
    expect(ticketAfter({ participants: listed }, { participants }).participants).toMatchObject([
      { role: 'requester' },
      { role: 'technician', notify: true },
      { role: 'newcomer', notify: false },
    ]);
    const welcomed = [{ address: alice.address }, { address: stranger.address, notify: true }];
    expect(ticketAfter({ participants: welcomed }, { participants }).participants[1]).toMatchObject({ role: 'cc', notify: true });
  });

  test('is at most fifty, and twice the same is one', () => {
    const many = Array.from({ length: 50 }, (_, n) => ({ address: `b${n}@fabrikam.example` }));
    expect(changed({ participants: [{ address: alice.address }, ...many] })).toMatchObject({ refused: { field: 'participants' } });
    const twice = [{ address: alice.address }, { address: 'b@fabrikam.example' }, { address: 'B@fabrikam.example' }];
    expect(ticketAfter({ participants: twice }).participants).toHaveLength(2);
  });

  test('is nobody whose address mail could not go to', () => {
    expect(changed({ participants: [{ address: alice.address }, { address: 'a b@c' }] })).toMatchObject({ refused: { kind: 'values' } });
  });
});

test('a status that a ticket has already leaves its dates as they are', () => {
  const closed = aTicket({ status: 'closed', closedAt: '2026-11-01T08:00:00.000Z' });
  expect(withStatus(closed, 'closed', now.toISOString())).toEqual(closed);
});
