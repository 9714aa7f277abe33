import { afterAll, beforeAll, expect, test } from 'vitest';
import { planAcceptance, planReplay } from '../../shared/domain/ingest/plan-replay.ts';
import type { MailRef } from '../../shared/domain/queue-items.ts';
import type { MailTrace } from '../../shared/domain/trace/mail-trace.ts';
import { ingestMail } from '../../shared/workflows/ingest-mail.ts';
import { recordAttempt, recordFailure } from '../../shared/workflows/record-failure.ts';
import { sweep } from '../../shared/workflows/sweep.ts';
import { aDeployment, type Deployment } from '../support/a-deployment.ts';
import { aMail } from '../support/a-mail.ts';
import { aMailFlow } from '../support/a-mail-flow.ts';

/**
 * What a technician or admin asked for is not forgotten in an outage, and several items of one mail
 * at once come to one end.
 */

let deployment: Deployment;
beforeAll(async () => {
  deployment = await aDeployment();
});
afterAll(() => deployment.stop());

const { unique, arrived, clientMessages } = aMailFlow(() => deployment);
const tracesOf = async ({ remoteId }: MailRef) =>
  (await deployment.browse.mails({ limit: 200, mailboxId: null, after: null })).items.filter((trace) => trace.remoteId === remoteId);
/** Asks for a mail by its trace, as the API and the sweep do. */
function ask(plan: typeof planReplay, trace: MailTrace): MailRef {
  const ref = plan(trace);
  if ('refused' in ref) throw new Error(`refused: ${ref.refused}`);
  return ref;
}
const anAutoReply = () => arrived(aMail({ messageId: unique(), headers: { 'Auto-Submitted': 'auto-replied' } }));
const error = new Error('503 Service Unavailable');

async function outlasts(asked: MailRef): Promise<MailRef> {
  expect(await recordAttempt(deployment.failures(), asked, 10, error)).toBe('put-back');
  const given = deployment.givenUp.pop();
  if (!given) throw new Error('it is in no queue');
  await recordFailure(deployment.failures(), given.ref);
  const back = deployment.requeued.pop();
  if (!back) throw new Error('what was asked for is forgotten');
  expect(back.ref).not.toHaveProperty('givenUp');
  expect(back.afterMs).toBeGreaterThan(14 * 60_000);
  return back.ref;
}

test('a technician accepts an automatic answer, and the store is out: it becomes a ticket when the store is back', async () => {
  const ref = anAutoReply();
  const { trace } = await ingestMail(deployment.ingest(), ref, 1);
  const again = await outlasts(ask(planAcceptance, trace));
  expect((await ingestMail(deployment.ingest(), again, 1)).trace.outcome).toBe('ticket');
  expect((await tracesOf(ref)).map(({ outcome }) => outcome)).toEqual(['ticket']);
});

test('a technician accepts a mail that failed, and it fails again: it ends in a ticket all the same', async () => {
  for (const sweepIsFirst of [true, false]) {
    const ref = anAutoReply();
    await recordAttempt(deployment.failures(), ref, 9, error);
    const failed = await recordFailure(deployment.failures(), ref);
    if (!failed) throw new Error('it was not recorded');
    const again = await outlasts(ask(planAcceptance, failed));
    const tries = sweepIsFirst ? [ask(planReplay, failed), again] : [again, ask(planReplay, failed)];
    for (const item of tries) await ingestMail(deployment.ingest(), item, 1);
    expect((await tracesOf(ref)).map(({ outcome }) => outcome)).toEqual(['ticket']);
  }
});

test('an admin has a suppressed mail looked at anew, and the store is out: it is looked at later', async () => {
  const { trace } = await ingestMail(deployment.ingest(), anAutoReply(), 1);
  const again = await outlasts(ask(planReplay, trace));
  expect((await ingestMail(deployment.ingest(), again, 1)).trace.outcome).toBe('suppressed');
});

test('but not for ever: after a week of failures it is left as it stands', async () => {
  const { trace } = await ingestMail(deployment.ingest(), anAutoReply(), 1);
  const [firstFailedAt, lastFailedAt] = ['2026-11-01T08:00:00Z', '2026-11-09T08:00:00Z'];
  const failure = { code: 'error', message: '503', firstFailedAt, lastFailedAt, rounds: 90, retryAt: null };
  await recordFailure(deployment.failures(), { ...ask(planAcceptance, trace), failure, givenUp: true });
  expect(deployment.requeued).toEqual([]);
});

test('the sweep, the poll, a second notice and a late failure have one mail at once: one ticket, one message, one trace', async () => {
  for (let round = 0; round < 5; round += 1) {
    const ref = arrived(aMail({ messageId: unique() }));
    await recordAttempt(deployment.failures(), ref, 9, error);
    const failed = await recordFailure(deployment.failures(), ref);
    if (!failed?.failure) throw new Error('it was not recorded');
    const swept = { ...ask(planReplay, failed), failure: failed.failure };
    const take = (item: MailRef, delivery: number) => ingestMail(deployment.ingest(), item, delivery);
    const late = async () => {
      await recordAttempt(deployment.failures(), swept, 3, error);
      return recordFailure(deployment.failures(), { ...swept, givenUp: true });
    };
    await Promise.all([take(swept, 1), take({ ...ref, replay: true }, 1), take(ref, 1), late(), late()]);
    // whatever a failure left behind that was written last is seen to by the sweep
    const later = new Date(Date.now() + 3 * 3_600_000);
    for (const item of (await sweep({ ...deployment.store(), now: () => later })).mails)
      if (item.remoteId === ref.remoteId) await take(item, 1);
    const traces = await tracesOf(ref);
    expect(traces.map(({ outcome }) => outcome)).toEqual(['ticket']);
    expect(await clientMessages(traces[0]?.ticketId ?? '')).toHaveLength(1);
  }
});
