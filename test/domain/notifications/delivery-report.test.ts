import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseDeliveryReport } from '../../../shared/domain/notifications/delivery-report.ts';
import type { Notification } from '../../../shared/domain/notifications/notification.ts';
import { planDelivery } from '../../../shared/domain/notifications/plan-delivery.ts';
import { aDeliveryEvent } from '../../support/a-delivery-event.ts';

/** What a delivery report says, and what it changes. */

const read = (item: unknown) => {
  const report = parseDeliveryReport(item);
  if ('otherEvent' in report) throw new Error('not a delivery report');
  return report;
};

describe('reading', () => {
  const event = aDeliveryEvent({ status: 'Bounced', said: '550 5.1.1 User unknown' });
  const expected = {
    recipient: 'alice@fabrikam.example',
    status: 'Bounced',
    said: '550 5.1.1 User unknown',
    server: 'mx.fabrikam.example',
    at: '2026-03-01T09:30:00.000Z',
  };

  test('as the trigger hands it over, as JSON, and as Base64: the same', () => {
    const text = JSON.stringify(event);
    for (const item of [event, text, Buffer.from(text).toString('base64')]) expect(parseDeliveryReport(item)).toMatchObject(expected);
  });

  test('the time under either spelling, in UTC; without one, the event’s own', () => {
    const { deliveryAttemptTimeStamp: _, ...data } = event.data;
    const spelled = { ...event, data: { ...data, deliveryAttemptTimestamp: '2026-03-01T10:30:00.1234567+01:00' } };
    expect(read(spelled).at).toBe('2026-03-01T09:30:00.123Z');
    expect(read({ ...event, data }).at).toBe('2026-03-01T09:31:00.000Z');
  });

  test('another event is named; nonsense says which field is wrong', () => {
    expect(parseDeliveryReport({ eventType: 'Microsoft.Communication.EmailEngagementTrackingReportReceived' })).toEqual({
      otherEvent: 'Microsoft.Communication.EmailEngagementTrackingReportReceived',
    });
    expect(() => parseDeliveryReport({ ...event, data: { ...event.data, recipient: '' } })).toThrow(/data\.recipient/);
    expect(() => parseDeliveryReport('hello')).toThrow(/neither JSON nor JSON in Base64/);
    expect(() => parseDeliveryReport('x'.repeat(70_000))).toThrow(/longer than/);
  });
});

const aNotification = (status: Notification['status']): Notification => ({
  id: 'n-1',
  type: 'notification',
  schemaVersion: 1,
  ticketId: 't',
  kind: 'ticket-created',
  data: {},
  status,
  to: { address: 'alice@fabrikam.example', name: null },
  audience: 'client',
  language: null,
  messageItemId: null,
  by: null,
  quotesMail: true,
  mailId: 'm',
  inReplyTo: '<a@fabrikam.example>',
  references: [],
  createdAt: '2026-03-01T09:00:00.000Z',
  attempts: 0,
  dueAt: '2026-03-01T09:00:00.000Z',
  sentAt: null,
  messageId: null,
  failure: null,
});
const plan = (status: string, said = '', before: Notification['status'] = 'sent') =>
  planDelivery(read(aDeliveryEvent({ status, said })), aNotification(before));

describe('what follows', () => {
  test.each([
    ['Delivered', '', 'delivered', null],
    ['Expanded', '', 'delivered', null],
    ['Bounced', '', 'bounced', 'hard'],
    ['Bounced', '550 5.1.1 User unknown', 'bounced', 'hard'],
    ['Bounced', '552 5.2.2 Mailbox full', 'bounced', 'soft'],
    ['Bounced', '550 5.7.1 Message rejected due to content', 'bounced', null],
    ['Suppressed', '', 'failed', 'suppressed'],
    ['Quarantined', '', 'failed', null],
    ['FilteredSpam', '', 'failed', null],
    ['Failed', 'out of retries', 'failed', null],
  ])('%s "%s": the notification is %s; of the address it says: %s', (status, said, after, what) => {
    expect(plan(status, said)).toMatchObject({ kind: 'change', status: after, change: { patch: [{ set: { status: after } }] } });
    const { outcome } = { outcome: null, ...plan(status, said) };
    expect(outcome?.what ?? null).toBe(what);
  });

  test('a status that Communication Services may add one day means nothing yet', () => {
    expect(plan('Teleported')).toEqual({ kind: 'nothing', why: 'says-nothing' });
  });

  test('a member of a list is not the one we wrote to', () => {
    const report = { ...read(aDeliveryEvent({ status: 'Bounced' })), recipient: 'member@fabrikam.example' };
    expect(planDelivery(report, aNotification('sent'))).toEqual({
      kind: 'nothing',
      why: 'other-recipient',
    });
  });

  test('a report that arrives before our own record brings what that would have said', () => {
    expect(plan('Delivered', '', 'waiting')).toMatchObject({
      change: { patch: [{ set: { sentAt: '2026-03-01T09:30:00.000Z', messageId: '<ours@contoso.example>' } }] },
    });
  });

  test('in whatever order reports come, and however often: the worst one counts in the end', () => {
    const status = fc.constantFrom('Delivered', 'Expanded', 'Bounced', 'Suppressed', 'Quarantined', 'FilteredSpam', 'Failed', 'New');
    const endOf = (statuses: string[]) =>
      statuses.reduce<Notification['status']>((before, one) => {
        const next = plan(one, '', before);
        return next.kind === 'change' ? next.status : before;
      }, 'sent');
    fc.assert(
      fc.property(fc.array(status, { maxLength: 5 }), (statuses) => {
        expect(endOf([...statuses].reverse())).toBe(endOf(statuses));
        expect(endOf([...statuses, ...statuses])).toBe(endOf(statuses));
      }),
    );
  });
});
