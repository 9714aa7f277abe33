import { describe, expect, test } from 'vitest';
import { Notification } from '../../../shared/domain/notifications/notification.ts';
import { maxNotices, planFanOut } from '../../../shared/domain/notifications/plan-fan-out.ts';
import type { NotificationEvent } from '../../../shared/domain/settings/notification-settings.ts';
import type { Ticket } from '../../../shared/domain/tickets/ticket.ts';
import { aCause, ada, alice, aSharedTicket, bob, carol, dan, eve, gone, noon, noticeFacts } from '../../support/notice-facts.ts';

const everybody = ['requester', 'participants', 'assignee', 'queue-team'];
const team = ['assignee', 'queue-team'];
type Given = { policy?: object; queue?: object; ticket?: Partial<Ticket>; mentions?: string[]; known?: string[] };
const told = (event: NotificationEvent, { policy = {}, queue = {}, ticket = {}, ...cause }: Given = {}) =>
  planFanOut(
    aCause([event], cause),
    aSharedTicket(ticket),
    noticeFacts({ policy: { notifications: policy }, queue: { notifications: queue } }),
  ).owed.map(({ to, audience }) => `${audience} ${to.address}`);

const [toAlice, toCarol] = [`client ${alice}`, `client ${carol}`];
const [toAda, toBob, toDan] = [`team ${ada}`, `team ${bob}`, `team ${dan}`];

describe('who is told, by event, role and setting', () => {
  test.for<[NotificationEvent, string[]]>([
    ['ticket-created', [toAlice]],
    ['technician-replied', [toAlice, toCarol]],
    ['ticket-resolved', [toAlice]],
    ['ticket-closed', [toAlice]],
    ['sla-breached', []],
    ['ticket-assigned', [toAda]],
    ['client-replied', [toAda]],
    ['note-mention', []],
  ])('as it is shipped: %s', ([event, who]) => {
    expect(told(event)).toEqual(who);
  });

  test.for<[NotificationEvent, string[], string[]]>([
    ['ticket-created', everybody, [toAlice, toCarol, toAda, toBob, toDan]],
    ['technician-replied', ['participants'], [toCarol]],
    ['ticket-resolved', ['participants', 'queue-team'], [toCarol, toBob, toDan]],
    ['ticket-closed', ['requester', 'assignee'], [toAlice, toAda]],
    ['sla-breached', team, [toAda, toBob, toDan]],
    ['ticket-assigned', ['queue-team'], [toBob, toDan]],
    ['client-replied', team, [toAda, toBob, toDan]],
  ])('to the audience of the policy: %s to %s', ([event, audience, who]) => {
    expect(told(event, { policy: { [event]: { on: true, audience } } })).toEqual(who);
  });

  test('a queue does otherwise than the policy in what it says, and in nothing else', () => {
    const policy = { 'ticket-resolved': { audience: everybody }, 'sla-breached': { on: true } };
    expect(told('ticket-resolved', { policy, queue: { 'ticket-resolved': { on: false } } })).toEqual([]);
    expect(told('ticket-resolved', { policy, queue: { 'ticket-resolved': { audience: ['requester'] } } })).toEqual([toAlice]);
    expect(told('ticket-resolved', { policy, queue: { 'ticket-closed': { on: false } } })).toHaveLength(5);
    expect(told('sla-breached', { policy, queue: { 'sla-breached': { audience: ['assignee'] } } })).toEqual([toAda]);
    expect(told('sla-breached', { queue: { 'sla-breached': { on: true } } })).toEqual([toAda, toBob, toDan]);
  });

  test('while a ticket is nobody’s, its team is told what the assignee would be', () => {
    expect(told('client-replied', { ticket: { assignee: null } })).toEqual([toBob, toDan]);
  });

  test('a note is told to the technicians whom it names; switched off, to nobody', () => {
    const mentions = [bob, gone, alice];
    expect(told('note-mention', { mentions })).toEqual([toBob]);
    expect(told('note-mention', { mentions, policy: { 'note-mention': { on: false } } })).toEqual([]);
  });
});

describe('one mail for each address', () => {
  test('however many roles somebody has', () => {
    const notifications = { 'client-replied': { audience: team }, 'ticket-created': { audience: everybody } };
    const facts = noticeFacts({ policy: { notifications } });
    const { owed } = planFanOut(aCause(['ticket-assigned', 'client-replied']), aSharedTicket({ assignee: bob }), facts);
    expect(owed.map(({ to, kind, data }) => [to.address, kind, data])).toEqual([
      [bob, 'ticket-assigned', { also: ['client-replied'] }],
      [dan, 'client-replied', {}],
    ]);
    const twice = [...aSharedTicket().participants, { address: 'Alice@Fabrikam.example', name: null, role: 'cc' as const, notify: true }];
    expect(told('ticket-created', { policy: notifications, ticket: { participants: twice, assignee: bob } })).toEqual([
      toAlice,
      toCarol,
      toBob,
      toDan,
    ]);
  });

  test('a technician who asks gets what clients get, and nothing internal with it', () => {
    const asks = { address: bob, name: 'Bob' };
    const ticket = aSharedTicket({ requester: asks, participants: [{ ...asks, role: 'requester', notify: true }], assignee: bob });
    const facts = noticeFacts({ policy: { notifications: { 'ticket-resolved': { audience: everybody } } } });
    const [row] = planFanOut(aCause(['ticket-resolved', 'ticket-assigned'], { teamData: { from: dan } }), ticket, facts).owed;
    expect(row).toMatchObject({ to: { address: bob }, audience: 'client', kind: 'ticket-resolved', data: {} });
  });

  test('the same cause owes the same rows, another one others', () => {
    const rows = (id: string) => planFanOut(aCause(['client-replied'], { id }), aSharedTicket(), noticeFacts()).owed;
    expect(rows('one')).toEqual(rows('one'));
    expect(rows('one')[0]?.id).not.toBe(rows('two')[0]?.id);
    expect(Notification.parse(rows('one')[0])).toEqual(rows('one')[0]);
  });

  test('clients are told in the thread of their mail and in their language, technicians in a thread of their own', () => {
    const facts = noticeFacts({ policy: { notifications: { 'ticket-resolved': { audience: everybody } } } });
    const { owed } = planFanOut(aCause(['ticket-resolved'], { by: dan }), aSharedTicket({ language: 'de' }), facts);
    const first = '<first@fabrikam.example>';
    expect(owed[0]).toMatchObject({ language: 'de', inReplyTo: first, references: [first], by: dan });
    expect(owed[2]).toMatchObject({ audience: 'team', language: null, inReplyTo: null, references: [] });
  });
});

describe('who is never told', () => {
  const all = { notifications: { 'ticket-resolved': { audience: everybody } } };
  const plan = (ticket: Partial<Ticket>, change: Parameters<typeof noticeFacts>[0] = {}, known: string[] = []) =>
    planFanOut(
      aCause(['ticket-resolved'], { known }),
      aSharedTicket({ assignee: null, ...ticket }),
      noticeFacts({ policy: all, ...change }),
    );
  const alone = (address: string, more: object = {}) => ({
    requester: { address, name: null },
    participants: [{ address, name: null, role: 'requester' as const, notify: true, ...more }],
  });

  test('who caused it, and who has it by the same mail, in whatever letters', () => {
    expect(plan({}, {}, ['BOB@contoso.example', carol]).owed.map(({ to }) => to.address)).toEqual([alice, dan]);
  });

  test.for<[string, Partial<Ticket>, Parameters<typeof noticeFacts>[0], string]>([
    ['one of our own addresses', alone('support+x@contoso.example'), {}, 'not-told-own-address'],
    ['an address that nobody reads', alone('no-reply@fabrikam.example'), {}, 'not-told-no-reply'],
    ['a mail system', alone('mailer-daemon@fabrikam.example'), {}, 'not-told-no-reply'],
    ['no address of the Internet', alone('alice@intranet'), {}, 'not-told-no-address'],
    ['somebody on the block list', alone(alice), { blockedSenders: ['fabrikam.example'] }, 'not-told-blocked'],
    ['whom nothing vouched for', alone(alice, { unvouched: true }), {}, 'not-told-unvouched'],
    ['whose address stood in Sender or Reply-To alone', { ...alone(alice), participants: [] }, {}, 'not-told-unvouched'],
    ['who does not want it', alone(alice, { notify: false }), {}, 'not-told-unvouched'],
    ['who is said to be a spammer', { ...alone(alice), tags: ['spam'] }, {}, 'not-told-spam'],
  ])('%s', ([, ticket, change, code]) => {
    const { owed, leftOut } = plan(ticket, change);
    expect(owed.map(({ audience }) => audience)).toEqual(['team', 'team']);
    expect(leftOut.map(({ reason }) => reason.code)).toEqual([code]);
  });

  test('a newcomer, while others of the ticket are', () => {
    const { owed, leftOut } = plan({});
    expect(owed.map(({ to }) => to.address)).toEqual([alice, carol, bob, dan]);
    expect(leftOut.map(({ address }) => address)).toEqual([eve]);
  });

  test('a technician who is none, or no more', () => {
    for (const assignee of [gone, alice]) {
      const { owed, leftOut } = planFanOut(aCause(['client-replied']), aSharedTicket({ assignee }), noticeFacts());
      expect([owed, leftOut.map(({ reason }) => reason.code)]).toEqual([[], ['not-told-no-technician']]);
    }
  });

  test('anybody of what happened more than an hour ago', () => {
    const at = new Date(noon.getTime() - 3_600_001);
    const { owed, leftOut } = planFanOut(aCause(['client-replied'], { at }), aSharedTicket(), noticeFacts());
    expect([owed, leftOut.map(({ reason }) => reason.code)]).toEqual([[], ['not-told-old']]);
  });

  test('more people than a batch holds: the first are told, the others named', () => {
    const participants = Array.from({ length: 90 }, (_, n) => ({
      address: `p${n}@x.example`,
      name: null,
      role: 'cc' as const,
      notify: true,
    }));
    const { owed, leftOut } = plan({ participants });
    expect([owed.length, owed.length + leftOut.length]).toEqual([maxNotices, 93]);
    expect(leftOut.at(-1)?.reason).toEqual({ code: 'not-told-too-many', data: { most: maxNotices } });
  });
});

test('technicians are told in their own language, clients in that of the ticket', () => {
  const facts = noticeFacts({ policy: { notifications: { 'ticket-resolved': { on: true, audience: everybody } } } });
  const technicians = facts.technicians.map((one) => ({ ...one, language: one.address === bob ? ('pl' as const) : null }));
  const { owed } = planFanOut(aCause(['ticket-resolved'], {}), aSharedTicket({ language: 'nl' }), { ...facts, technicians });
  const languages = new Map(owed.map(({ to, language }) => [to.address, language]));
  expect([alice, bob, dan].map((address) => languages.get(address))).toEqual(['nl', 'pl', null]);
});
