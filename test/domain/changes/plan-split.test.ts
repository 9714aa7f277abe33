import { expect, test } from 'vitest';
import { planSplitTicket } from '../../../shared/domain/changes/plan-split.ts';
import { writtenMessage } from '../../../shared/domain/conversation/written-message.ts';
import { createdBy } from '../../../shared/domain/notifications/ticket-change.ts';
import { aTicket } from '../../support/a-ticket.ts';

/** Who is written to in a ticket that was made of a message. */

const noted = {
  kind: 'split' as const,
  ticketId: 'b'.repeat(26),
  number: 'SUP-2',
  by: 'ada@contoso.example',
  at: '2026-11-02T09:00:00.000Z',
};
const requesterOf = (sender: 'verified' | 'unknown' | 'not-vouched-for', level: 'verified' | 'unverified' | 'suspicious') => {
  const trust = { sender, level, reasons: [] };
  const from = { address: 'bob@fabrikam.example', name: 'Bob' };
  const body = { subject: 'By the way', text: 'Toner is out too.', html: null, attachments: [], to: [], cc: [] };
  const own = { id: 'm-bob', kind: 'client' as const, visibility: 'public' as const, outbox: null, from, ...body };
  const message = { ...writtenMessage(own, aTicket(), from, '<bob@fabrikam.example>', new Date(noted.at)), trust };
  const change = planSplitTicket(aTicket(), { ...noted, split: null }, message, null, new Date(noted.at));
  return createdBy(change, 'ticket')[0]?.participants[0];
};

test('whom something vouches for, or nothing speaks against', () => {
  expect(requesterOf('verified', 'verified')).not.toHaveProperty('unvouched');
  expect(requesterOf('unknown', 'unverified')).not.toHaveProperty('unvouched');
});

test('nobody whose address may have been forged: no program writes to them', () => {
  expect(requesterOf('not-vouched-for', 'unverified')).toMatchObject({ role: 'requester', unvouched: true });
  expect(requesterOf('unknown', 'suspicious')).toMatchObject({ role: 'requester', unvouched: true });
});
