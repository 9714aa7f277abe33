import { z } from 'zod';
import { Step } from '../domain/mailboxes/connection-step.ts';
import type { ConnectionTest } from '../domain/mailboxes/connection-test.ts';
import { inWords, remedyInWords } from '../domain/words/in-words.ts';

/** The id of a connection test. */
export const TestId = z.string().regex(/^[0-9a-z]{26}$/, 'must be the id of a connection test');

/**
 * A connection test as the API shows it; the steps are added as they end. `mailboxId`: null while
 * the mailbox is not saved. `proposal`: what the step found out that may be set.
 */
export const ApiConnectionTest = z.object({
  id: z.string(),
  mailboxId: z.string().nullable(),
  startedAt: z.iso.datetime(),
  done: z.boolean(),
  /** Null until it is done; then whether no step failed. */
  passed: z.boolean().nullable(),
  steps: z.array(
    Step.omit({ said: true }).extend({
      /** What was seen, or why the step failed or was left out. */
      detail: z.string(),
      /** What to do about it; null where there is nothing to do. */
      remedy: z.string().nullable(),
    }),
  ),
});
export type ApiConnectionTest = z.infer<typeof ApiConnectionTest>;

/** A stored test as it is shown. */
export function toApiConnectionTest({ testId, of, startedAt, phase, steps }: ConnectionTest): ApiConnectionTest {
  const done = phase === 'done';
  return {
    id: testId,
    mailboxId: of,
    startedAt,
    done,
    passed: done ? steps.every(({ result }) => result !== 'failed') : null,
    steps: steps.map(({ said, ...step }) => ({
      ...step,
      detail: inWords(said),
      remedy: step.result === 'failed' ? remedyInWords(said) : null,
    })),
  };
}
