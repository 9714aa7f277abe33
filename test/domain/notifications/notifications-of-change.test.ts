import { describe, expect, test } from 'vitest';
import type { Notification } from '../../../shared/domain/notifications/notification.ts';
import { owedNotification } from '../../../shared/domain/notifications/notification.ts';
import { notificationsOfChange, type OwedByChange } from '../../../shared/domain/notifications/notifications-of-change.ts';
import { notificationsOfNote } from '../../../shared/domain/notifications/notifications-of-note.ts';
import { notificationsOfRelease } from '../../../shared/domain/notifications/notifications-of-release.ts';
import type { Ticket } from '../../../shared/domain/tickets/ticket.ts';
import { ada, alice, aSharedTicket, bob, carol, dan, noon, noticeFacts } from '../../support/notice-facts.ts';

/** A ticket that technicians change, and its rows, as the store would have them. */
function aTicketsLife(first: Partial<Ticket> = {}, policy: object = {}) {
  let ticket = aSharedTicket({ assignee: null, status: 'open', ...first });
  let clock = noon.getTime();
  let count = 0;
  const rows = new Map<string, Notification>();
  const facts = () => noticeFacts({ policy, now: new Date(clock) });
  const waiting = () => [...rows.values()].filter(({ status }) => status === 'waiting');
  function write({ create, patch }: OwedByChange) {
    for (const row of create) rows.set(row.id, row);
    for (const { notificationId, set } of patch) {
      const row = rows.get(notificationId);
      if (row) rows.set(notificationId, { ...row, ...set });
    }
  }
  return {
    get ticket() {
      return ticket;
    },
    change(by: string, set: Partial<Ticket>) {
      const after = { ...ticket, ...set };
      count += 1;
      const owed = notificationsOfChange({ before: ticket, after, by, cause: `change ${count}` }, facts(), waiting());
      write(owed);
      ticket = after;
      return owed;
    },
    note: (by: string, mentions: string[]) => write(notificationsOfNote({ id: 'm-note', by, mentions }, ticket, facts(), waiting())),
    /** A reply waits to be sent. */
    reply(by: string, to: string[]) {
      const people = to.map((address) => ({ address, name: null }));
      const dueAt = new Date(clock + 10_000).toISOString();
      for (const person of people) {
        const { ticketId } = ticket;
        const owed = { ticketId, kind: 'technician-replied', cause: `m-reply ${person.address}`, data: {}, to: person, quotesMail: true };
        const row = owedNotification({ ...owed, mailId: null, inReplyTo: null, references: [], messageItemId: 'm-reply', by, dueAt }, noon);
        rows.set(row.id, row);
      }
      return { id: 'm-reply', by, to: people, cc: [] };
    },
    release(message: ReturnType<typeof this.reply>, set: Partial<Ticket> = {}) {
      const after = { ...ticket, ...set };
      write(notificationsOfRelease(message, { before: ticket, after }, facts(), waiting()));
      ticket = after;
    },
    seconds(passed: number) {
      clock += passed * 1000;
    },
    /** What is sent in the end: what, to whom, and what else the mail says. */
    mails: () =>
      waiting().map(({ kind, to, data: { from: _, ...data } }) => [kind, to.address, ...(Object.keys(data).length > 0 ? [data] : [])]),
    rows,
  };
}

describe('a technician’s change', () => {
  test('tells of a solution, and not to who made it', () => {
    const life = aTicketsLife({ assignee: bob }, { notifications: { 'ticket-resolved': { audience: ['requester', 'assignee'] } } });
    life.change(bob, { status: 'resolved' });
    expect(life.mails()).toEqual([['ticket-resolved', alice]]);
    const [row] = life.rows.values();
    expect(row).toMatchObject({ by: bob, dueAt: new Date(noon.getTime() + 10_000).toISOString() });
  });

  test.for<[string, Partial<Ticket>, Partial<Ticket>, string[]]>([
    ['closed from open', {}, { status: 'closed' }, ['ticket-closed']],
    ['closed once it was resolved', { status: 'resolved' }, { status: 'closed' }, []],
    ['opened again', { status: 'resolved' }, { status: 'open' }, []],
    ['pending', {}, { status: 'pending' }, []],
    ['given to somebody', {}, { assignee: bob }, ['ticket-assigned']],
    ['taken by who changes it', {}, { assignee: ada }, []],
    ['taken from somebody', { assignee: bob }, { assignee: null }, []],
    ['another priority and tag', {}, { priority: 'high', tags: ['vip'] }, []],
    ['resolved and given to somebody', {}, { status: 'resolved', assignee: bob }, ['ticket-assigned', 'ticket-resolved']],
    ['closed as spam', {}, { status: 'closed', tags: ['spam'] }, []],
  ])('%s', ([, before, set, kinds]) => {
    const life = aTicketsLife(before);
    life.change(ada, set);
    expect(life.mails().map(([kind]) => kind)).toEqual(kinds);
  });
});

describe('several changes within the undo time', () => {
  test('resolved, then opened again: nothing is told', () => {
    const life = aTicketsLife();
    life.change(ada, { status: 'resolved' });
    life.change(bob, { status: 'open' });
    expect([life.mails(), [...life.rows.values()].map(({ status }) => status)]).toEqual([[], ['undone']]);
  });

  test('resolved, opened, resolved: one mail', () => {
    const life = aTicketsLife();
    for (const status of ['resolved', 'open', 'resolved'] as const) life.change(ada, { status });
    expect(life.mails()).toEqual([['ticket-resolved', alice]]);
  });

  test('resolved, then closed: the solution is what is told', () => {
    const life = aTicketsLife();
    life.change(ada, { status: 'resolved' });
    life.change(ada, { status: 'closed' });
    expect(life.mails()).toEqual([['ticket-resolved', alice]]);
  });

  test('closed, then only resolved', () => {
    const life = aTicketsLife();
    life.change(ada, { status: 'closed' });
    life.change(ada, { status: 'resolved' });
    expect(life.mails()).toEqual([['ticket-resolved', alice]]);
  });

  test('given to one, then to another, then back: who has it in the end is told, unless they had it before', () => {
    const life = aTicketsLife();
    life.change(ada, { assignee: bob });
    life.change(ada, { assignee: dan });
    expect(life.mails()).toEqual([['ticket-assigned', dan]]);
    const back = aTicketsLife({ assignee: bob });
    back.change(ada, { assignee: dan });
    back.change(ada, { assignee: bob });
    expect(back.mails()).toEqual([]);
  });

  test('what one technician tells another is one mail', () => {
    const notifications = { 'ticket-resolved': { audience: ['assignee'] } };
    const life = aTicketsLife({}, { notifications });
    life.change(ada, { assignee: bob });
    life.change(ada, { status: 'resolved' });
    expect(life.mails()).toEqual([['ticket-assigned', bob, { also: ['ticket-resolved'] }]]);
    const two = aTicketsLife({}, { notifications });
    two.change(ada, { assignee: bob });
    two.change(dan, { status: 'resolved' });
    expect(two.mails()).toHaveLength(2);
  });

  test('given to somebody, and a note that names them: the note’s mail tells both', () => {
    const life = aTicketsLife();
    life.change(ada, { assignee: bob });
    life.note(ada, [bob, ada]);
    expect(life.mails()).toEqual([['note-mention', bob, { also: ['ticket-assigned'] }]]);
  });
});

test('after the undo time what is on its way is left alone', () => {
  const life = aTicketsLife();
  life.change(ada, { status: 'resolved' });
  life.seconds(11);
  const { patch } = life.change(ada, { status: 'open' });
  expect([patch, life.mails()]).toEqual([[], [['ticket-resolved', alice]]]);
});

test('what a channel had already, and may have sent, is neither taken back nor changed', () => {
  const life = aTicketsLife();
  life.change(ada, { status: 'resolved' });
  for (const row of life.rows.values())
    life.rows.set(row.id, { ...row, attempts: 1, dueAt: new Date(noon.getTime() + 60_000).toISOString() });
  expect(life.change(ada, { status: 'open' }).patch).toEqual([]);
});

describe('a reply', () => {
  test('with a status is one mail to who gets it; the others of the audience are told', () => {
    const life = aTicketsLife({}, { notifications: { 'ticket-resolved': { audience: ['requester', 'participants'] } } });
    const message = life.reply(ada, [alice]);
    life.seconds(10);
    life.release(message, { status: 'resolved' });
    expect(life.mails()).toEqual([
      ['technician-replied', alice, { status: 'resolved' }],
      ['ticket-resolved', carol],
    ]);
  });

  test('that still waits when the ticket is resolved takes that into its mail', () => {
    const life = aTicketsLife();
    const message = life.reply(ada, [alice]);
    life.seconds(5);
    life.change(ada, { status: 'resolved' });
    expect(life.mails()).toHaveLength(2);
    life.seconds(5);
    life.release(message);
    expect(life.mails()).toEqual([['technician-replied', alice, { status: 'resolved' }]]);
  });

  test('that is taken back takes nothing else with it', () => {
    const life = aTicketsLife();
    life.reply(ada, [alice]);
    life.change(ada, { status: 'resolved' });
    for (const row of life.rows.values()) if (row.messageItemId === 'm-reply') life.rows.set(row.id, { ...row, status: 'undone' });
    expect(life.mails()).toEqual([['ticket-resolved', alice]]);
  });

  test('of another technician leaves the notice as it is', () => {
    const life = aTicketsLife();
    const message = life.reply(bob, [alice]);
    life.seconds(5);
    life.change(ada, { status: 'resolved' });
    life.seconds(5);
    life.release(message);
    expect(life.mails()).toEqual([
      ['technician-replied', alice],
      ['ticket-resolved', alice],
    ]);
  });

  test('that changes nothing tells nothing else', () => {
    const life = aTicketsLife();
    const message = life.reply(ada, [alice]);
    life.seconds(10);
    life.release(message);
    expect(life.mails()).toEqual([['technician-replied', alice]]);
  });
});
