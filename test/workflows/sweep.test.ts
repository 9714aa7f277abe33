import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { MailTrace } from '../../shared/domain/trace/mail-trace.ts';
import { ingestMail } from '../../shared/workflows/ingest-mail.ts';
import { recordAttempt, recordFailure } from '../../shared/workflows/record-failure.ts';
import { sweep } from '../../shared/workflows/sweep.ts';
import { aDeployment, type Deployment } from '../support/a-deployment.ts';
import { aMail } from '../support/a-mail.ts';
import { aMailFlow } from '../support/a-mail-flow.ts';

/** What a crash or an outage left behind is queued again, as long as that may help. */

let deployment: Deployment;
beforeAll(async () => {
  deployment = await aDeployment();
});
afterAll(() => deployment.stop());

const { unique, arrived, ingest, send } = aMailFlow(() => deployment);
const start = Date.now();
const minutes = (count: number) => new Date(start + count * 60_000);
const hours = (count: number) => minutes(count * 60);
const sweepAt = (now: Date) => sweep({ ...deployment.store(), now: () => now });

/** A mail that was tried ten times and given up at a time. */
async function aFailedMail(at: Date, { withError = true, receivedAt = at.toISOString() } = {}) {
  const ref = { ...arrived(aMail({ messageId: unique() })), receivedAt };
  const failing = { ...deployment.failures(), now: () => at };
  if (withError) await recordAttempt(failing, ref, 9, new Error('Cosmos DB is away'));
  return { ref, trace: await recordFailure(failing, ref), found: (now: Date) => foundAt(ref.remoteId, now) };
}
const foundAt = async (wanted: string, now: Date) => (await sweepAt(now)).mails.filter(({ remoteId }) => remoteId === wanted);

test('a notification that still waits after two minutes, and not before; none once it is sent', async () => {
  const { trace, sends } = await ingest(aMail({ messageId: unique() }));
  const waiting = async (now: Date) => (await sweepAt(now)).notifications.filter(({ ticketId }) => ticketId === trace.ticketId);
  expect(await waiting(new Date(Date.now() + 60_000))).toEqual([]);
  expect(await waiting(new Date(Date.now() + 180_000))).toEqual([{ ...sends[0], again: true }]);
  await send(sends);
  expect(await waiting(new Date(Date.now() + 180_000))).toEqual([]);
});

describe('a mail that an error made fail', () => {
  test('is queued again after a quarter of an hour, once, until it is in a ticket', async () => {
    const { found } = await aFailedMail(minutes(0));
    expect(await found(minutes(14))).toEqual([]);
    const [again] = await found(minutes(16));
    expect(again).toMatchObject({ replay: true, rawBlob: expect.stringMatching(/^raw\//), failure: { rounds: 1 } });
    // the next minute's sweep leaves it to its message
    expect(await found(minutes(17))).toEqual([]);
    // unless that was lost
    expect(await found(minutes(90))).toHaveLength(1);
    if (!again) throw new Error('it was not found');
    expect((await ingestMail(deployment.ingest(), again, 1)).trace).toMatchObject({ outcome: 'ticket' });
    expect(await found(hours(9))).toEqual([]);
  });

  test.each(['2019-01-01T00:00:00.000Z', '2031-01-01T00:00:00.000Z'])('is tried again whatever its date (%s)', async (receivedAt) => {
    const { found } = await aFailedMail(hours(0), { receivedAt });
    expect(await found(minutes(16))).toHaveLength(1);
  });

  test('is tried again if the version before left it, with and without the sentence that it was found by', async () => {
    for (const reason of ['It failed. The last error: Cosmos DB is away', 'It failed as often as it is tried.']) {
      const { ref, trace, found } = await aFailedMail(hours(0));
      if (!trace) throw new Error('it was not recorded');
      const { failure: _, ...old } = trace;
      await deployment.tickets.items.upsert({ ...old, reason });
      expect(await found(hours(24 * 8))).toEqual([]);
      const [again] = await found(minutes(1));
      expect(again).toMatchObject({ remoteId: ref.remoteId, failure: { firstFailedAt: trace.processedAt } });
      expect(await found(minutes(2))).toEqual([]);
    }
  });
});

test('a mail that ended its process each time is tried again by itself, an hour, six and a day later: another mail may have done it', async () => {
  let now = hours(0);
  let { ref, trace } = await aFailedMail(now, { withError: false });
  const waits: number[] = [];
  while (trace?.failure?.retryAt && waits.length < 10) {
    expect(trace.failure.code).toBe('process-ended');
    waits.push((Date.parse(trace.failure.retryAt) - now.getTime()) / 3_600_000);
    now = new Date(trace.failure.retryAt);
    const [again] = await foundAt(ref.remoteId, now);
    if (!again) throw new Error('it was not found');
    ref = again;
    trace = await recordFailure({ ...deployment.failures(), now: () => now }, ref);
  }
  expect(waits).toEqual([1, 6, 24]);
  expect(trace).toMatchObject({ outcome: 'failed', failure: { retryAt: null, rounds: 4 } });
});

test('a trace without a failure, as the version before wrote it, is read', async () => {
  const { trace } = await ingest(aMail({ messageId: unique() }));
  expect(MailTrace.parse(trace)).not.toHaveProperty('failure');
});
