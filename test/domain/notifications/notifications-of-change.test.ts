import { describe, expect, test } from 'vitest';
import type { Ticket } from '../../../shared/domain/tickets/ticket.ts';
import { aTicketsLife } from '../../support/a-tickets-life.ts';
import { ada, alice, bob, carol, dan, noon } from '../../support/notice-facts.ts';

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
