import { describe, expect, test } from 'vitest';
import { toApiDelivery } from '../../../shared/api/deliveries.ts';
import { type Engagement, maxOpened, parseEngagement, planEngagement } from '../../../shared/domain/notifications/engagement.ts';
import { Notification } from '../../../shared/domain/notifications/notification.ts';
import { storedBefore } from '../../fixtures/stored-before.ts';
import { aDeliveryEvent } from '../../support/a-delivery-event.ts';
import { anEngagementEvent } from '../../support/an-engagement-event.ts';

/** That a mail was opened: how it is read, and what is kept of it. */

const operationId = '00000000-0000-5000-8000-000000000000';
const row = (): Notification => ({ ...Notification.parse(storedBefore.notification), status: 'delivered' });
const ref = { v: 1 as const, ticketId: row().ticketId, notificationId: row().id, again: false };
const view = (id: string, at: string): Engagement => ({ id, at, operationId, recipient: row().to.address, kind: 'view' });

/** A notification as these reports leave it. */
const reported = (reports: readonly Engagement[]): Notification => {
  const before = row();
  for (const report of reports) Object.assign(before, planEngagement(report, before, ref)?.patch[0]?.set);
  return before;
};

test('an item of the queue is read as it is, as Base64, and with either spelling', () => {
  const event = anEngagementEvent({ operationId });
  const read = { id: event.id, operationId, recipient: 'alice@fabrikam.example', kind: 'view', at: '2026-03-01T10:00:00.000Z' };
  expect(parseEngagement(event)).toEqual(read);
  expect(parseEngagement(Buffer.from(JSON.stringify(event)).toString('base64'))).toEqual(read);
  const { userActionTimeStamp, engagementType, ...data } = event.data;
  const spelt = { ...event, data: { ...data, userActionTimestamp: userActionTimeStamp, engagement: engagementType } };
  expect(parseEngagement(spelt)).toEqual(read);
  expect(parseEngagement(aDeliveryEvent({ status: 'Delivered' }))).toBeNull();
  expect(() => parseEngagement({ ...event, data: {} })).toThrow(/messageId/);
});

describe('what is kept', () => {
  const [one, two, three] = [
    view('1', '2026-03-01T10:00:00.000Z'),
    view('2', '2026-03-01T11:00:00.000Z'),
    view('3', '2026-03-01T09:00:00.000Z'),
  ];

  test('is the same in any order, and counts a repeat once', () => {
    const opened = { first: three.at, last: two.at, times: 3 };
    for (const reports of [
      [one, two, three],
      [three, one, two, one, two],
      [two, two, one, three, three],
    ])
      expect(reported(reports).opened).toMatchObject(opened);
  });

  test('has an end, however often somebody has it reported', () => {
    const many = Array.from({ length: maxOpened + 5 }, (_, index) => view(`many ${index}`, one.at));
    expect(reported([...many, two]).opened).toMatchObject({ times: maxOpened, last: two.at });
  });

  test('is nothing of a click, and of another recipient', () => {
    expect(
      reported([
        { ...one, kind: 'click' },
        { ...one, recipient: 'eve@fabrikam.example' },
      ]).opened,
    ).toBeUndefined();
  });

  test('says no more than is known', () => {
    expect(toApiDelivery(row()).opened).toBeNull();
    expect(toApiDelivery(reported([one, two])).opened?.text).toBe('opened, or a program loaded its pictures: 2 times');
  });
});
