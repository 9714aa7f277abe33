import { expect, test } from 'vitest';
import { parseDeliveryReport } from '../../shared/domain/notifications/delivery-report.ts';
import { returnReport } from '../../shared/workflows/return-report.ts';
import { aDeliveryEvent } from '../support/a-delivery-event.ts';

/** A delivery report that could not be written as often as the queue tries. */

const start = new Date('2026-11-02T09:00:00Z');
const report = aDeliveryEvent({ status: 'Bounced', said: '550 no such user' });

function aQueue(hours = 0) {
  const queued: { item: object; afterMs: number }[] = [];
  const deps = {
    now: () => new Date(start.getTime() + hours * 3_600_000),
    enqueueReport: async (item: object, afterMs: number) => void queued.push({ item, afterMs }),
  };
  return { deps, queued };
}

test('comes back after a quarter of an hour, then later and later, and is still the same report', async () => {
  let item: unknown = report;
  const waits: number[] = [];
  for (let round = 0; round < 6; round += 1) {
    const { deps, queued } = aQueue(round);
    expect(await returnReport(deps, item)).not.toBeNull();
    waits.push((queued[0]?.afterMs ?? 0) / 60_000);
    item = queued[0]?.item;
    expect(parseDeliveryReport(item)).toEqual(parseDeliveryReport(report));
  }
  expect(waits).toEqual([15, 30, 60, 120, 120, 120]);
});

test('is given up a week after its first failure', async () => {
  const { deps, queued } = aQueue();
  await returnReport(deps, report);
  const [first] = queued;
  for (const [hours, comesBack] of [
    [24 * 7, true],
    [24 * 7 + 1, false],
  ] as const) {
    const later = aQueue(hours);
    await returnReport(later.deps, first?.item);
    expect(later.queued.length > 0, `after ${hours} hours`).toBe(comesBack);
  }
});

test.each([
  ['{"no": "event"}'],
  [{ ...report, eventType: 'Another.Event' }],
  [undefined],
  [{ returned: 'x', firstFailedAt: start.toISOString(), rounds: 1 }],
])('what is no delivery report is dropped: %o', async (item) => {
  const { deps, queued } = aQueue();
  expect(await returnReport(deps, item)).toBeNull();
  expect(queued).toEqual([]);
});
