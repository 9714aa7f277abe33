import { describe, expect, test } from 'vitest';
import type { Ticket } from '../../../shared/domain/tickets/ticket.ts';
import { eventsBetween, type Occasion, TicketEvent, ticketEvent } from '../../../shared/domain/tickets/ticket-event.ts';
import { aTicket } from '../../support/a-ticket.ts';

/** What a change of a ticket is in its history. */

const occasion: Occasion = {
  by: { kind: 'sender', address: 'alice@fabrikam.example' },
  at: '2026-11-03T08:00:00.000Z',
  cause: 'mail1',
};
const bob = { address: 'bob@fabrikam.example', name: 'Bob', role: 'cc', notify: true } as const;
const alice = { address: 'alice@fabrikam.example', name: 'Alice Ames', role: 'requester', notify: true } as const;
const link = { ticketId: 't0', number: 'SUP-1000', relation: 'follow-up' } as const;
const kindsOf = (events: TicketEvent[]) => events.map(({ kind }) => kind);

describe('a ticket that is new', () => {
  test('is opened: with what it begins as, and who takes part', () => {
    const [opened, ...others] = eventsBetween(null, aTicket({ participants: [alice, bob] }), occasion);
    expect(opened).toMatchObject({
      ...{ type: 'event', ticketId: aTicket().ticketId, kind: 'opened', ...occasion },
      ...{ status: 'new', queueId: 'support', requester: 'alice@fabrikam.example' },
      participants: [
        { address: 'alice@fabrikam.example', role: 'requester' },
        { address: 'bob@fabrikam.example', role: 'cc' },
      ],
    });
    expect(others).toEqual([]);
  });

  test('that follows another is linked too', () => {
    expect(eventsBetween(null, aTicket({ links: [link] }), occasion)).toMatchObject([
      { kind: 'opened' },
      { kind: 'linked', links: [link] },
    ]);
  });
});

describe('a ticket that is changed', () => {
  test.each([
    ['resolved', 'open', 'reopened'],
    ['closed', 'open', 'reopened'],
    ['pending', 'open', 'status'],
    ['open', 'resolved', 'status'],
    ['resolved', 'closed', 'status'],
  ] as const)('from %s to %s is an event of kind %s', (from, to, kind) => {
    expect(eventsBetween(aTicket({ status: from }), aTicket({ status: to }), occasion)).toMatchObject([{ kind, from, to }]);
  });

  test('in nothing that its history tells has no event', () => {
    expect(eventsBetween(aTicket(), aTicket({ updatedAt: occasion.at }), occasion)).toEqual([]);
  });

  test.each<[Partial<Ticket>, object]>([
    [{ priority: 'high' }, { kind: 'priority', from: 'normal', to: 'high' }],
    [{ queueId: 'helpdesk' }, { kind: 'queue', from: 'support', to: 'helpdesk' }],
    [{ assignee: 'ada@contoso.example' }, { kind: 'assignee', from: null, to: 'ada@contoso.example' }],
    [{ client: null }, { kind: 'client', from: { id: 'fabrikam' }, to: null }],
    [{ requester: bob }, { kind: 'requester', from: 'alice@fabrikam.example', to: 'bob@fabrikam.example' }],
    [{ subject: 'Printer' }, { kind: 'subject', from: 'The printer is out of paper', to: 'Printer' }],
    [{ tags: ['vip'] }, { kind: 'tags', added: ['vip'], removed: [] }],
    [{ participants: [] }, { kind: 'participants-removed', participants: ['alice@fabrikam.example'] }],
    [
      { participants: [{ ...alice, notify: false }] },
      { kind: 'participants-notified', participants: [{ address: 'alice@fabrikam.example', notify: false }] },
    ],
    [
      { status: 'pending', pendingReason: 'spare part', remindAt: occasion.at },
      { kind: 'status', from: 'new', to: 'pending', reason: 'spare part', remindAt: occasion.at },
    ],
  ])('in %o tells of that', (change, event) => {
    expect(eventsBetween(aTicket(), aTicket(change), occasion)).toMatchObject([event]);
  });

  test('tells of all whom it brought in by one event, however many they are, and only of those', () => {
    const many = Array.from({ length: 49 }, (_, n) => ({ ...bob, address: `b${n}@fabrikam.example` }));
    const events = eventsBetween(aTicket(), aTicket({ participants: [alice, ...many] }), occasion);
    expect(kindsOf(events)).toEqual(['participants']);
    expect(events).toMatchObject([{ participants: many.map(({ address, role }) => ({ address, role })) }]);
  });

  test('tells of links that it had not', () => {
    const another = { ...link, ticketId: 't9', number: 'SUP-1009' };
    const [before, after] = [aTicket({ links: [link] }), aTicket({ links: [link, another] })];
    expect(eventsBetween(before, after, occasion)).toMatchObject([{ kind: 'linked', links: [another] }]);
    expect(eventsBetween(after, before, occasion)).toMatchObject([{ kind: 'unlinked', links: [another] }]);
  });
});

describe('the id of an event', () => {
  const delivery = (notificationId: string, cause = 'mail1') =>
    ticketEvent(
      't',
      { ...occasion, cause },
      { kind: 'delivery', notificationId, address: 'a@b.example', status: 'bounced' },
      notificationId,
    ).id;

  test('is the same when its cause is worked on again, at whatever time', () => {
    const before = aTicket({ status: 'closed' });
    const ids = (at: string) => eventsBetween(before, aTicket({ status: 'open' }), { ...occasion, at }).map(({ id }) => id);
    expect(ids('2026-11-03T08:00:00.000Z')).toEqual(ids('2026-11-04T08:00:00.000Z'));
    expect(delivery('n-1')).toBe(delivery('n-1'));
  });

  test('differs by cause, by kind and by what it is about', () => {
    const opened = eventsBetween(null, aTicket({ links: [link] }), occasion).map(({ id }) => id);
    expect(new Set([...opened, delivery('n-1'), delivery('n-2'), delivery('n-1', 'mail2')]).size).toBe(5);
  });
});

test('what is written is what the schema says, and a kind that it does not know is an error', () => {
  const events = [
    ...eventsBetween(null, aTicket({ participants: [alice, bob], links: [link] }), occasion),
    ...eventsBetween(aTicket({ status: 'closed' }), aTicket({ participants: [alice, bob] }), occasion),
    ticketEvent('t', occasion, { kind: 'joined', message: 'm-1', newcomer: true }),
  ];
  for (const event of events) expect(TicketEvent.parse(event)).toEqual(event);
  expect(TicketEvent.safeParse({ ...events[0], kind: 'teleported' }).success).toBe(false);
});
