import { expect, test } from 'vitest';
import { planLease } from '../../../shared/domain/authorisation/plan-lease.ts';
import { planClaim } from '../../../shared/domain/mailboxes/plan-poll-claim.ts';

/** Who may poll a mailbox, or renew its token, while another one holds it. */

const now = new Date('2026-03-01T12:00:00Z');
const until = new Date('2026-03-01T12:03:00Z');
const mine = { owner: 'mine', until: until.toISOString() };

test.each([
  ['nobody', null, mine],
  ['another one', { owner: 'other', until: '2026-03-01T12:00:01Z' }, null],
  ['another one whose clock is a minute ahead', { owner: 'other', until: '2026-03-01T12:04:00Z' }, null],
  ['another one that died', { owner: 'other', until: '2026-03-01T12:00:00Z' }, mine],
  ['another one that died, and whose clock was a day ahead', { owner: 'other', until: '2026-03-02T12:03:00Z' }, mine],
  ['the same one, which renews it', { owner: 'mine', until: '2026-03-01T12:01:00Z' }, mine],
] as const)('held by %s', (_, held, taken) => {
  expect([planClaim(held, 'mine', until, now), planLease(held, 'mine', until, now)]).toEqual([taken, taken]);
});
