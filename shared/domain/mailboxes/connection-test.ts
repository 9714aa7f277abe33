import { z } from 'zod';
import { remark } from '../words/remark.ts';
import { Step, stepNames } from './connection-step.ts';
import { Mailbox } from './mailbox.ts';
import { RoundTrip, roundTripStep } from './round-trip.ts';

/**
 * A connection test, as it is stored: in a partition of its own (container `mailboxes`), with a
 * `ttl`. `phase`: `waiting` for its job, `steps` one after the other, the `round-trip` of a mail,
 * `done`. A phase that has not ended at `phaseEndsAt` was ended by something else: its process.
 */
export const ConnectionTest = z.object({
  testId: z.string(),
  /** The id of the mailbox that is tested; null: it is not saved yet. */
  of: z.string().nullable(),
  /** One that is not saved; its secret is kept under a name of the test, and removed with it. */
  draft: Mailbox.nullable(),
  startedAt: z.iso.datetime(),
  phase: z.enum(['waiting', 'steps', 'round-trip', 'done']),
  phaseEndsAt: z.iso.datetime(),
  steps: z.array(Step).max(20),
  trip: RoundTrip.nullable(),
});
export type ConnectionTest = z.infer<typeof ConnectionTest>;

/** For the job to start: the queue may have other things to do. */
const waitingMs = 3 * 60_000;
/** All steps before the round trip together; each has a deadline of its own below that. */
export const stepsMs = 60_000;
/** What a write or a slow last step may add to it before the test counts as ended. */
const graceMs = 30_000;
/** So long a mail is waited for; after that it is late, which is no failure. */
export const roundTripMs = 3 * 60_000;

/** After this a test that was asked for has ended, or whatever ran it has. */
export const overAfterMs = waitingMs + stepsMs + graceMs + 60_000;

/** The name that the secret of an unsaved mailbox is kept under while it is tested. Pure. */
export const testSecretName = (testId: string): string => `connection-test-${testId}`;

/** The same for the password of the server that mail leaves by. Pure. */
export const testSmtpSecretName = (testId: string): string => `connection-test-smtp-${testId}`;

/** A test that was asked for. Pure. */
export const startedTest = (testId: string, tested: Pick<ConnectionTest, 'of' | 'draft'>, now: Date): ConnectionTest => ({
  testId,
  ...tested,
  startedAt: now.toISOString(),
  phase: 'waiting',
  phaseEndsAt: later(now, waitingMs),
  steps: [],
  trip: null,
});

/** The test in its next phase. Pure. */
export function inPhase(test: ConnectionTest, phase: 'steps' | 'round-trip' | 'done', now: Date): ConnectionTest {
  const ms = { steps: stepsMs, 'round-trip': roundTripMs, done: 0 }[phase];
  return { ...test, phase, phaseEndsAt: later(now, ms + graceMs) };
}

/**
 * A test with what came back for it; where it is done, and told that its mail is late, that step is
 * told anew. Pure.
 */
export function withTrip(test: ConnectionTest, trip: RoundTrip, mailbox: Parameters<typeof roundTripStep>[1]): ConnectionTest {
  const anew = (step: Step) => (step.step === 'round-trip' && step.result === 'skipped' ? roundTripStep(trip, mailbox) : step);
  return { ...test, trip, steps: test.phase === 'done' ? test.steps.map(anew) : test.steps };
}

/** Whether something ended the test before it could say so. Pure. */
export const isDead = ({ phase, phaseEndsAt }: ConnectionTest, now: Date): boolean =>
  phase !== 'done' && Date.parse(phaseEndsAt) < now.getTime();

/** A test that died, told as such: the step that was under way has failed. Pure. */
export function ended(test: ConnectionTest, now: Date): ConnectionTest {
  const known = test.steps.map(({ step }) => step);
  const underWay = stepNames.find((name) => !known.includes(name));
  const steps: Step[] = underWay ? [{ step: underWay, result: 'failed', said: remark('test-died'), durationMs: 0, proposal: null }] : [];
  return inPhase({ ...test, steps: [...test.steps, ...steps] }, 'done', now);
}

const later = (from: Date, ms: number): string => new Date(from.getTime() + ms).toISOString();
