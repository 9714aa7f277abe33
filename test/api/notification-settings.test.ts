import { describe, expect, test } from 'vitest';
import { policyRow } from '../../shared/api/settings/policy.ts';
import { queueRow } from '../../shared/api/settings/queues.ts';
import { Policy } from '../../shared/domain/settings/policy.ts';
import { TicketQueue } from '../../shared/domain/settings/ticket-queue.ts';

/** Who is told of what, as admins set it. */

const queue = (change: object) => queueRow.input.safeParse({ name: 'Support', prefix: 'SUP', ...change });
const policy = (change: object) => policyRow.input.safeParse(change);

describe('refused, with the field that is wrong', () => {
  test.for<[string, { success: boolean; error?: { issues: { path: PropertyKey[] }[] } | undefined }, PropertyKey[]]>([
    ['an event that there is not', policy({ notifications: { 'ticket-opened': { on: true } } }), ['notifications']],
    ['a field that there is not', policy({ notifications: { 'ticket-closed': { enabled: true } } }), ['notifications', 'ticket-closed']],
    [
      'an audience that there is not',
      policy({ notifications: { 'ticket-closed': { audience: ['everybody'] } } }),
      ['notifications', 'ticket-closed', 'audience', 0],
    ],
    [
      'a client for what only technicians may read',
      queue({ notifications: { 'client-replied': { audience: ['requester'] } } }),
      ['notifications', 'client-replied', 'audience', 0],
    ],
    [
      'a technician for a reply',
      policy({ notifications: { 'technician-replied': { audience: ['queue-team'] } } }),
      ['notifications', 'technician-replied', 'audience', 0],
    ],
    [
      'an audience of a note: it names whom it is for',
      queue({ notifications: { 'note-mention': { audience: [] } } }),
      ['notifications', 'note-mention'],
    ],
    ['a limit of none', policy({ noticeLimits: { perPerson: { notices: 0 } } }), ['noticeLimits', 'perPerson', 'notices']],
    ['a limit that there is not', policy({ noticeLimits: { perDomain: {} } }), ['noticeLimits']],
    ['a technician with no id', queue({ team: ['Bob B.'] }), ['team', 0]],
    ['a team of too many', queue({ team: Array.from({ length: 51 }, (_, n) => `t${n}`) }), ['team']],
  ])('%s', ([, { success, error }, path]) => {
    expect([success, error?.issues[0]?.path]).toEqual([false, path]);
  });
});

test('a queue shows its team and what it does otherwise; read back it is the same', () => {
  const notifications = { 'ticket-resolved': { on: false }, 'client-replied': { audience: ['queue-team'] } };
  const input = queueRow.input.parse({ name: 'Support', prefix: 'SUP', team: ['bob'], notifications });
  const stored = queueRow.fromInput(input, { id: 'support', before: null, by: 'Ada', at: '2026-11-20T12:00:00.000Z' });
  expect(queueRow.toInput(stored)).toEqual({ name: 'Support', prefix: 'SUP', team: ['bob'], notifications });
  expect(queueRow.references(stored)).toEqual([{ field: 'team', kind: 'technicians', id: 'bob' }]);
});

test('queues and policies of an earlier version have the defaults', () => {
  expect(TicketQueue.parse({ queueId: 'support', name: 'Support', prefix: 'SUP' })).toMatchObject({ team: [], notifications: {} });
  expect(Policy.parse({})).toMatchObject({
    notifications: { 'ticket-resolved': { on: true, audience: ['requester'] }, 'sla-breached': { on: false } },
    noticeLimits: { perPerson: { notices: 20, minutes: 60 }, perTechnician: { notices: 100 }, perTicket: { notices: 60 } },
  });
});
