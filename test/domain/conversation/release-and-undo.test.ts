import { describe, expect, test } from 'vitest';
import { isOutgoing, type OutgoingMessage, planRelease } from '../../../shared/domain/conversation/plan-release.ts';
import { planUndo } from '../../../shared/domain/conversation/plan-undo.ts';
import type { Ticket } from '../../../shared/domain/tickets/ticket.ts';
import type { TicketStatus } from '../../../shared/domain/tickets/ticket-status.ts';
import { aPlannedReply, replyId } from '../../support/a-reply.ts';
import { aTicket } from '../../support/a-ticket.ts';

const now = new Date('2026-11-02T09:00:10.000Z');
const ada = { address: 'ada@contoso.example', isAdmin: false };

function aReply(status: TicketStatus | null = null): OutgoingMessage {
  const { message } = aPlannedReply({ status, wanted: { to: ['alice@fabrikam.example'], cc: [], bcc: ['boss@fabrikam.example'] } });
  if (!isOutgoing(message)) throw new Error('a reply is sent');
  return message;
}
const ended = (state: 'released' | 'undone'): OutgoingMessage => ({ ...aReply(), outbox: { ...aReply().outbox, state } });

describe('letting a reply go', () => {
  const released = (ticket: Partial<Ticket>, status: TicketStatus | null = null) => planRelease(aTicket(ticket), 'v1', aReply(status), now);

  test('holds only while it waits and the ticket is as it was read', () => {
    const change = released({});
    expect(change.version).toBe('v1');
    expect(change.patch).toEqual([
      { messageItemId: replyId, set: { outbox: { ...aReply().outbox, state: 'released' } }, onlyIf: { outbox: ['waiting'] } },
    ]);
  });

  test.each<[TicketStatus, TicketStatus | null, TicketStatus, string[]]>([
    ['new', null, 'open', ['status']],
    ['new', 'pending', 'pending', ['status']],
    ['open', null, 'open', []],
    ['open', 'closed', 'closed', ['status']],
    ['resolved', null, 'resolved', []],
    ['closed', 'open', 'open', ['reopened']],
  ])('of a ticket that is %s with status %s leaves it %s', (before, wanted, after, events) => {
    const change = released({ status: before, closedAt: before === 'closed' ? '2026-11-01T00:00:00.000Z' : null }, wanted);
    expect(change.replace).toMatchObject({ status: after, closedAt: after === 'closed' ? now.toISOString() : null });
    expect(change.create.map((item) => ('kind' in item ? item.kind : ''))).toEqual(events);
    expect(change.create.every((item) => 'by' in item && JSON.stringify(item.by).includes('ada@contoso.example'))).toBe(true);
  });

  test('of a ticket that was merged meanwhile changes no status', () => {
    expect(released({ mergedInto: 'other', status: 'closed', closedAt: '2026-11-01T00:00:00.000Z' }, 'open').replace.status).toBe('closed');
  });

  test('fixes the subject that all mail of the ticket has', () => {
    expect(released({ subject: 'Printer' }).replace.mailSubject).toBe('Printer');
    expect(released({ subject: 'Printer', mailSubject: 'No paper' }).replace.mailSubject).toBe('No paper');
  });
});

describe('taking a reply back', () => {
  test('takes all of its mails, also those by Bcc, if it still waits', () => {
    const plan = planUndo(aReply(), ada, now);
    if (plan.kind !== 'planned') throw new Error(plan.kind);
    const { mails } = aPlannedReply({ wanted: { to: ['alice@fabrikam.example'], cc: [], bcc: ['boss@fabrikam.example'] } });
    expect(plan.change.patch).toEqual([
      { messageItemId: replyId, set: { outbox: { ...aReply().outbox, state: 'undone' } }, onlyIf: { outbox: ['waiting'] } },
      ...mails.map(({ id }) => ({ notificationId: id, set: { status: 'undone' }, onlyIf: null })),
    ]);
    expect(plan.change.create).toMatchObject([{ type: 'event', kind: 'reply-undone', message: replyId, by: { address: ada.address } }]);
  });

  test('is for its writer and for admins', () => {
    const bob = { address: 'bob@contoso.example', isAdmin: false };
    expect(planUndo(aReply(), bob, now).kind).toBe('not-theirs');
    expect(planUndo(aReply(), { ...bob, isAdmin: true }, now).kind).toBe('planned');
  });

  test('is possible while it waits, also past its time, and then no more', () => {
    expect(planUndo(aReply(), ada, new Date('2026-11-02T09:05:00.000Z')).kind).toBe('planned');
    expect(planUndo(ended('released'), ada, now).kind).toBe('gone');
    expect(planUndo(ended('undone'), ada, now).kind).toBe('undone');
  });
});
