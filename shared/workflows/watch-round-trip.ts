import type { Step } from '../domain/mailboxes/connection-step.ts';
import { type ConnectionTest, inPhase, roundTripMs } from '../domain/mailboxes/connection-test.ts';
import { saidBy } from '../domain/mailboxes/explain-failure.ts';
import type { Mailbox } from '../domain/mailboxes/mailbox.ts';
import { isTripOver, plusAddressingFound, type RoundTrip, roundTripStep } from '../domain/mailboxes/round-trip.ts';
import { mailboxJob, pollRef } from '../domain/queue-items.ts';
import { remark } from '../domain/words/remark.ts';
import { failedStep, type Outcome, passed, skipped } from './connection-steps.ts';
import type { ConnectionTestDeps } from './connection-test-deps.ts';
import { failedBy } from './failed-by.ts';

/** Between two looks; the mailbox is polled as often. Later ones are further apart. */
const lookEveryMs = 2500;
const laterEveryMs = 5000;
const laterAfterMs = 30_000;

/**
 * A look whether the mails of a test came back. Until then the mailbox is polled and the next look
 * is queued. Once they have, or are late, the last steps are kept with what they found out.
 */
export async function watchRoundTrip(deps: ConnectionTestDeps, test: ConnectionTest): Promise<void> {
  const { testId, of, trip } = test;
  const mailbox = of === null ? null : await deps.mailboxOf(of);
  if (!mailbox || !trip) return end(deps, testId, [skippedTrip]);
  const sentAt = Date.parse(trip.sentAt);
  if (!isTripOver(trip, new Date(sentAt + roundTripMs), deps.now())) {
    await deps.enqueuePoll(pollRef(mailbox.mailboxId, deps.now()));
    const isLater = deps.now().getTime() - sentAt > laterAfterMs;
    return deps.enqueueJob(mailboxJob('connection-test', testId), isLater ? laterEveryMs : lookEveryMs);
  }
  const found = plusAddressingFound(trip);
  if (found !== null && found !== mailbox.plusAddressing) await deps.setPlusAddressing(mailbox.mailboxId, found);
  const begunAt = deps.now().getTime();
  const { result, said } = await write(deps, mailbox, trip);
  const written: Step = { step: 'write', result, said, durationMs: deps.now().getTime() - begunAt, proposal: null };
  await end(deps, testId, [roundTripStep(trip, mailbox), written]);
}

const skippedTrip: Step = { step: 'round-trip', ...skipped(remark('test-earlier-failed')), durationMs: 0, proposal: null };

async function end(deps: ConnectionTestDeps, testId: string, last: Step[]): Promise<void> {
  await deps.changeTest(testId, (stored) =>
    stored.phase === 'done' ? null : inPhase({ ...stored, steps: [...stored.steps, ...last] }, 'done', deps.now()),
  );
}

/**
 * What is done with mails that were taken in, done with the mail of the test, which nobody misses.
 * Intake may have done it already: then the mail is gone, or is as it should be.
 */
async function write(deps: ConnectionTestDeps, mailbox: Mailbox, { plain }: RoundTrip): Promise<Outcome> {
  const { afterIntake } = mailbox;
  if (afterIntake.action === 'leave') return skipped(remark('test-nothing-written'));
  if (!plain.arrived) return skipped(remark('test-nothing-to-write'));
  const action = afterIntake.action === 'move' ? `move to ${afterIntake.folder}` : 'mark as read';
  try {
    const source = await deps.openSource(mailbox);
    try {
      await source.acknowledge([plain.arrived.remoteId], afterIntake);
      return passed(remark('test-written', { action }));
    } finally {
      await source.close();
    }
  } catch (error) {
    return failedStep(remark('test-write-failed', { action, said: saidBy(failedBy(error)) }));
  }
}
