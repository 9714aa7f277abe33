import type { Step, StepName } from '../domain/mailboxes/connection-step.ts';
import {
  type ConnectionTest,
  ended,
  inPhase,
  isDead,
  stepsMs,
  testSecretName,
  testSmtpSecretName,
} from '../domain/mailboxes/connection-test.ts';
import type { Mailbox } from '../domain/mailboxes/mailbox.ts';
import { mailboxJob } from '../domain/queue-items.ts';
import { remark } from '../domain/words/remark.ts';
import { BrokenSettingError } from '../errors.ts';
import { connectionSteps, failedStep, type Outcome, type StepRun, skipped } from './connection-steps.ts';
import type { ConnectionTestDeps } from './connection-test-deps.ts';
import { sendTestMails } from './send-test-mails.ts';
import { watchRoundTrip } from './watch-round-trip.ts';

/**
 * Does a turn of a connection test: its steps, each stored as it ends, or a look whether the mail
 * of its round trip came back, and the next turn is queued. A test is begun once: when its turn is
 * delivered again in the middle of the steps, the process has died, and the test says so. It must
 * not be begun anew: signing in again and again with a wrong password would lock the account.
 *
 * @throws what the stores throw: the queue tries again.
 */
export async function runConnectionTest(deps: ConnectionTestDeps, testId: string): Promise<void> {
  const test = await deps.readTest(testId);
  // its start died between the secret and the test
  if (!test) return removeSecrets(deps, testId);
  if (test.phase === 'done') return;
  if (test.phase === 'round-trip') return watchRoundTrip(deps, test);
  if (test.phase === 'steps' || isDead(test, deps.now())) return endConnectionTest(deps, test);
  const begun = await deps.changeTest(testId, (stored) => (stored.phase === 'waiting' ? inPhase(stored, 'steps', deps.now()) : null));
  if (begun) await runSteps(deps, begun);
}

/** Ends a test that can't go on, and says so. */
export async function endConnectionTest(
  deps: Pick<ConnectionTestDeps, 'changeTest' | 'removeSecret' | 'now'>,
  test: ConnectionTest,
): Promise<void> {
  if (test.draft) await removeSecrets(deps, test.testId);
  await deps.changeTest(test.testId, (stored) => (stored.phase === 'done' ? null : ended(stored, deps.now())));
}

/** What a mailbox that is not saved was tested with. */
async function removeSecrets({ removeSecret }: Pick<ConnectionTestDeps, 'removeSecret'>, testId: string): Promise<void> {
  await Promise.all([testSecretName(testId), testSmtpSecretName(testId)].map(removeSecret));
}

async function runSteps(deps: ConnectionTestDeps, test: ConnectionTest): Promise<void> {
  const { testId, of, draft } = test;
  const endsAt = deps.now().getTime() + stepsMs;
  const mailbox = draft ?? (of === null ? null : await savedMailbox(deps, of));
  if (mailbox === null || 'problem' in mailbox) {
    const problem = mailbox?.problem ?? 'the mailbox is not connected any more';
    return finish(deps, test, [toStep('sign-in', failedStep(remark('test-broken-setting', { problem })), 0)]);
  }
  const { steps, close } = connectionSteps(deps, mailbox);
  let failed = false;
  const runInTurn = async (step: StepRun) => {
    const begunAt = deps.now().getTime();
    const ms = Math.min(step.ms, endsAt - begunAt);
    const outcome = failed ? skipped(remark('test-earlier-failed')) : await withinTime(step, ms);
    failed ||= outcome.result === 'failed';
    await keep(deps, testId, toStep(step.step, outcome, deps.now().getTime() - begunAt));
  };
  try {
    for (const step of steps) await runInTurn(step);
  } finally {
    await close();
  }
  await runInTurn({ step: 'send', ms: 20_000, run: () => sendTestMails(deps, test, mailbox) });
  await endSteps(deps, testId);
}

/** The round trip follows where the mail left, else the test is done. */
async function endSteps(deps: ConnectionTestDeps, testId: string): Promise<void> {
  const test = await deps.readTest(testId);
  if (test?.phase !== 'steps') return;
  const sent = test.steps.find(({ step }) => step === 'send');
  if (sent?.result !== 'passed' || !test.trip) {
    const unsent = sent?.result === 'passed' ? remark('test-not-saved') : remark('test-earlier-failed');
    const why = sent?.result === 'skipped' ? sent.said : unsent;
    return finish(deps, test, [toStep('round-trip', skipped(why), 0), toStep('write', skipped(why), 0)]);
  }
  // queued first: a turn that comes too early finds the steps' phase only if this process died
  await deps.changeTest(testId, (stored) => inPhase(stored, 'round-trip', deps.now()));
  await deps.enqueueJob(mailboxJob('connection-test', testId), 1000);
}

async function finish(deps: ConnectionTestDeps, test: ConnectionTest, last: Step[]): Promise<void> {
  if (test.draft) await removeSecrets(deps, test.testId);
  await deps.changeTest(test.testId, (stored) => inPhase({ ...stored, steps: [...stored.steps, ...last] }, 'done', deps.now()));
}

async function keep(deps: ConnectionTestDeps, testId: string, step: Step): Promise<void> {
  await deps.changeTest(testId, (stored) => (stored.phase === 'steps' ? { ...stored, steps: [...stored.steps, step] } : null));
}

async function savedMailbox(deps: ConnectionTestDeps, mailboxId: string): Promise<Mailbox | { problem: string } | null> {
  try {
    return await deps.mailboxOf(mailboxId);
  } catch (error) {
    if (!(error instanceof BrokenSettingError)) throw error;
    return { problem: error.message };
  }
}

/** A step that is not done within its time has failed. */
async function withinTime({ run }: StepRun, ms: number): Promise<Outcome> {
  const late = failedStep(remark('test-out-of-time', { seconds: Math.max(0, Math.round(ms / 1000)) }));
  if (ms <= 0) return late;
  const out = new AbortController();
  const { promise, resolve } = Promise.withResolvers<Outcome>();
  const timer = setTimeout(() => {
    out.abort(Object.assign(new Error('out of time'), { code: 'ETIMEDOUT' }));
    // a step that hears of it says better what was waited for
    setTimeout(resolve, 200, late);
  }, ms);
  try {
    return await Promise.race([run(out.signal), promise]);
  } finally {
    clearTimeout(timer);
  }
}

const toStep = (step: StepName, { result, said }: Outcome, durationMs: number): Step => ({
  step,
  result,
  said,
  durationMs,
  proposal: null,
});
