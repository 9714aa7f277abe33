import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { mailIdFor } from '../../shared/domain/ids.ts';
import type { MailRef } from '../../shared/domain/queue-items.ts';
import { maxDeliveries } from '../../shared/domain/trace/mail-failure.ts';
import { remark } from '../../shared/domain/words/remark.ts';
import { MailSourceError } from '../../shared/errors.ts';
import { ingestMail } from '../../shared/workflows/ingest-mail.ts';
import { recordAttempt, recordFailure } from '../../shared/workflows/record-failure.ts';
import { sweep } from '../../shared/workflows/sweep.ts';
import { aDeployment, type Deployment } from '../support/a-deployment.ts';
import { aMail } from '../support/a-mail.ts';
import { aMailFlow } from '../support/a-mail-flow.ts';

/**
 * What is noted of a mail that fails, when stores and sources are out too, and what becomes of it.
 */

let deployment: Deployment;
beforeAll(async () => {
  deployment = await aDeployment();
});
afterAll(() => deployment.stop());

const { unique, arrived, ingest } = aMailFlow(() => deployment);
const tracesOf = async ({ remoteId }: MailRef) =>
  (await deployment.browse.mails({ limit: 200, mailboxId: null, after: null })).items.filter((trace) => trace.remoteId === remoteId);
const away = async () => Promise.reject(new Error('503 Service Unavailable'));
const storeOut = () => ({ ...deployment.failures(), mailboxOf: away, putTrace: away, leftTrace: away, ticketTrace: away });
const anAutoReply = () => arrived(aMail({ messageId: unique(), headers: { 'Auto-Submitted': 'auto-replied' } }));

test('the host delivers as often as is counted on', () => {
  expect(JSON.parse(readFileSync('host.json', 'utf8'))).toMatchObject({ extensions: { queues: { maxDequeueCount: maxDeliveries } } });
});

describe('while the store is out', () => {
  test('a mail whose tries are used up stays in a queue with what failed, and is tried again once that can be written down', async () => {
    const ref = arrived(aMail({ messageId: unique() }));
    expect(await recordAttempt(storeOut(), ref, 10, new Error('503 Service Unavailable'))).toBe('put-back');
    const first = deployment.givenUp.pop();
    expect(first).toMatchObject({ afterMs: 0, ref: { givenUp: true, failure: { rounds: 1, message: 'Error: 503 Service Unavailable' } } });
    if (!first) throw new Error('it is in no queue');
    expect(await recordFailure(storeOut(), first.ref)).toBeNull();
    const second = deployment.givenUp.pop();
    expect(second).toMatchObject({ ref: { ...first.ref, failure: { rounds: 1 } }, afterMs: 300_000 });
    if (!second) throw new Error('it is in no queue');

    expect(await recordFailure(deployment.failures(), second.ref)).toMatchObject({ outcome: 'failed', failure: second.ref.failure });
    // at once: what was out is back
    const due = await sweep({ ...deployment.store(), now: () => new Date() });
    expect(due.mails.map(({ remoteId }) => remoteId)).toContain(ref.remoteId);
  });

  test('one that the host gave up stays in a queue too, with the error of the store', async () => {
    const ref = arrived(aMail({ messageId: unique() }));
    expect(await recordFailure(storeOut(), ref)).toBeNull();
    expect(deployment.givenUp.pop()).toMatchObject({
      ref: { ...ref, givenUp: true, failure: { message: 'Error: 503 Service Unavailable' } },
    });
  });

  test('and the queue is out too: the host keeps the message', async () => {
    const ref = arrived(aMail({ messageId: unique() }));
    const out = { ...storeOut(), enqueueGivenUp: away };
    expect(await recordAttempt(out, ref, 10, new Error('Cosmos DB is away'))).toBe('left-to-queue');
    await expect(recordFailure(out, ref)).rejects.toThrow('503');
  });
});

test('while Blob storage is out, a failed mail is noted all the same; its bytes stay at its source', async () => {
  const ref = arrived(aMail({ messageId: unique() }));
  const out = { ...deployment.failures(), stageRaw: away };
  await recordAttempt(out, ref, 9, new Error('Blob storage is away'));
  expect(await recordFailure(out, ref)).toMatchObject({
    outcome: 'failed',
    rawBlob: null,
    failure: { message: 'Error: Blob storage is away' },
  });
  // the poll may have it now: it is not known yet
  expect(await deployment.store().knownRemoteIds('support', [ref.remoteId])).toEqual(new Map([[ref.remoteId, 'tried']]));
  expect((await ingestMail(deployment.ingest(), { ...ref, replay: true }, 1)).trace.outcome).toBe('ticket');
  expect((await tracesOf(ref)).map(({ outcome }) => outcome)).toEqual(['ticket']);
});

test('a mail that could not be read at first and then can be leaves one trace while it fails', async () => {
  const ref = arrived(aMail({ messageId: unique() }));
  await recordAttempt(deployment.failures(), ref, 1, new MailSourceError('unreachable', 'no answer'));
  await recordAttempt(deployment.failures(), ref, 2, new Error('Cosmos DB is away'));
  const traces = await tracesOf(ref);
  expect(traces).toMatchObject([{ outcome: 'processing', failure: { message: 'Error: Cosmos DB is away' } }]);
  expect(traces[0]?.mailId).not.toBe(mailIdFor('support', ref.remoteId, ''));
});

test('a mail that the host gave up, and whose message comes twice, is given up once', async () => {
  for (const withError of [true, false]) {
    const ref = arrived(aMail({ messageId: unique() }));
    if (withError) await recordAttempt(deployment.failures(), ref, 9, new Error('Cosmos DB is away'));
    const first = await recordFailure(deployment.failures(), ref);
    expect(first).toMatchObject({ failure: { rounds: 1 } });
    expect((await recordFailure(deployment.failures(), ref))?.failure).toEqual(first?.failure);
  }
});

describe('what was finished stays so', () => {
  test('when the mail failed earlier and that is recorded later', async () => {
    const ref = anAutoReply();
    expect((await ingestMail(deployment.ingest(), ref, 1)).trace.outcome).toBe('suppressed');
    await recordAttempt(deployment.failures(), ref, 3, new Error('Cosmos DB was away'));
    expect(await recordFailure(deployment.failures(), ref)).toMatchObject({ outcome: 'suppressed' });
    expect((await tracesOf(ref)).map(({ outcome }) => outcome)).toEqual(['suppressed']);
  });

  test('when it comes into a ticket just while its failure is recorded', async () => {
    const ref = arrived(aMail({ messageId: unique() }));
    const deps = deployment.failures();
    const meanwhile: typeof deps = {
      ...deps,
      async putTrace(trace, isSecondLook) {
        await ingestMail(deployment.ingest(), ref, 1);
        return deps.putTrace(trace, isSecondLook);
      },
    };
    expect(await recordFailure(meanwhile, ref)).toMatchObject({ outcome: 'ticket' });
    expect((await tracesOf(ref)).map(({ outcome }) => outcome)).toEqual(['ticket']);
  });

  test('when two deliveries decide at once and differently: the first end stands, until somebody asks for a second look', async () => {
    const ref = anAutoReply();
    const { trace } = await ingestMail(deployment.ingest(), ref, 1);
    const other = { ...trace, outcome: 'quarantined', reason: remark('not-handed-over') } as const;
    expect(await deployment.store().putTrace(other, false)).toMatchObject({ outcome: 'suppressed' });
    expect(await deployment.store().putTrace(other, true)).toMatchObject({ outcome: 'quarantined' });
    expect((await ingestMail(deployment.ingest(), { ...ref, replay: true }, 1)).trace.outcome).toBe('suppressed');
    expect((await tracesOf(ref)).map(({ outcome }) => outcome)).toEqual(['suppressed']);
  });
});

describe('a source that wants to be asked less often', () => {
  const throttled = (retryAfterMs: number | null) => new MailSourceError('throttled', 'later', { retryAfterMs });

  test.each([
    [600_000, 600_000],
    [null, 60_000],
  ])('and says %s ms: the mail comes back after %s ms, and none of its ten tries is used up', async (said, afterMs) => {
    let ref = arrived(aMail({ messageId: unique() }));
    for (let n = 1; n <= 12; n += 1) {
      expect(await recordAttempt(deployment.failures(), ref, 1, throttled(said))).toBe('put-back');
      const back = deployment.requeued.pop();
      expect(back).toMatchObject({ afterMs, ref: { failure: { code: 'throttled', rounds: 0 } } });
      if (back) ref = back.ref;
    }
    expect(deployment.givenUp).toEqual([]);
    expect((await ingestMail(deployment.ingest(), ref, 1)).trace.outcome).toBe('ticket');
    expect((await tracesOf(ref)).map(({ outcome }) => outcome)).toEqual(['ticket']);
  });

  test('is not asked for the mail once more only to note the failure', async () => {
    const ref = arrived(aMail({ messageId: unique() }));
    const asked = async () => expect.fail('the source was asked again');
    await recordAttempt({ ...deployment.failures(), rawMail: asked }, ref, 1, throttled(null));
    expect(await tracesOf(ref)).toMatchObject([{ outcome: 'processing', failure: { code: 'throttled' } }]);
  });

  test('for more than a week: the mail is given up like others', async () => {
    const weeks = new Date(Date.now() + 8 * 86_400_000);
    const { trace } = await ingest(aMail({ messageId: unique() }));
    const failure = {
      code: 'throttled',
      message: 'later',
      firstFailedAt: trace.processedAt,
      lastFailedAt: trace.processedAt,
      rounds: 0,
      retryAt: null,
    };
    const ref = { ...arrived(aMail({ messageId: unique() })), failure };
    const deps = { ...deployment.failures(), now: () => weeks };
    expect(await recordAttempt(deps, ref, 1, throttled(null))).toBe('left-to-queue');
    expect(await recordAttempt(deps, ref, 10, throttled(null))).toBe('put-back');
    expect(deployment.givenUp.pop()).toMatchObject({ ref: { failure: { rounds: 1, retryAt: null } } });
  });
});

test('a mail that has ended its process before is given up at its third delivery, not at its tenth', async () => {
  const ref = arrived(aMail({ messageId: unique() }));
  const trace = await recordFailure(deployment.failures(), ref);
  if (!trace?.failure) throw new Error('it was not recorded');
  const again = { ...ref, replay: true, failure: trace.failure };
  const error = await ingestMail(deployment.ingest(), again, 3).catch((thrown: unknown) => thrown);
  expect(await recordAttempt(deployment.failures(), again, 3, error)).toBe('put-back');
  expect(deployment.givenUp.pop()).toMatchObject({ ref: { failure: { code: 'process-ended', rounds: 2 } } });
  // an error that it meets is known from that at once, and gets its ten tries again
  expect(await recordAttempt(deployment.failures(), again, 1, new Error('Cosmos DB is away'))).toBe('put-back');
  expect(deployment.givenUp.pop()).toMatchObject({ ref: { failure: { code: 'error', rounds: 2 } } });
  // and ingested when it doesn't
  expect((await ingestMail(deployment.ingest(), again, 1)).trace.outcome).toBe('ticket');
});
