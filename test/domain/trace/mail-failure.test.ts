import { expect, test } from 'vitest';
import {
  describeFailure,
  endsProcessAgain,
  failedAttempt,
  givenUp,
  isSuspect,
  MailFailure,
  processEnded,
} from '../../../shared/domain/trace/mail-failure.ts';
import { inWords } from '../../../shared/domain/words/in-words.ts';
import { remark } from '../../../shared/domain/words/remark.ts';

/** When a mail that failed is tried again. */

const start = Date.parse('2026-11-06T17:00:00Z');

/** The hours between the rounds of a mail that fails each time as soon as it is tried. */
function waits(cause: typeof processEnded): { waits: number[]; last: MailFailure } {
  let failure = givenUp(failedAttempt(null, cause, new Date(start)));
  const hours: number[] = [];
  while (failure.retryAt && hours.length < 1000) {
    hours.push((Date.parse(failure.retryAt) - Date.parse(failure.lastFailedAt)) / 3_600_000);
    failure = givenUp(failedAttempt(failure, cause, new Date(failure.retryAt)));
  }
  return { waits: hours, last: failure };
}

test('a mail is tried again after waits that double, through a long weekend and for a week from its first failure', () => {
  const { waits: hours, last } = waits({ code: '503', message: 'Cosmos DB is away' });
  expect(hours.slice(0, 6)).toEqual([0.25, 0.5, 1, 2, 2, 2]);
  const days = hours.reduce((sum, one) => sum + one, 0) / 24;
  expect(days).toBeGreaterThan(7);
  expect(days).toBeLessThan(7.2);
  expect(last).toMatchObject({ firstFailedAt: '2026-11-06T17:00:00.000Z', retryAt: null });
  expect(inWords(describeFailure(last))).toMatch(/since 2026-11-06.* not tried again by itself; .* The last error: Cosmos DB is away$/);
});

test('one that may have crashed its process is tried three times more', () => {
  const { waits: hours, last } = waits(processEnded);
  expect(hours).toEqual([1, 6, 24]);
  const reason = describeFailure(last);
  expect(reason).toMatchObject({ data: { error: remark('process-ended') } });
  expect(inWords(reason)).toContain('The last error: The process ended each time before the mail was done.');
});

test('what the version before stored of such a mail goes on as it was: its code counts, not the words beside it', () => {
  const message = 'The process ended each time before the mail was done.';
  const before = MailFailure.parse({ ...failedAttempt(null, processEnded, new Date(start)), message });
  expect([isSuspect(before), endsProcessAgain(before, 3)]).toEqual([true, true]);
  expect(describeFailure(before)).toEqual(describeFailure({ ...before, message: '' }));
});

test('texts and codes of an error are bounded, since they go into a queue item', () => {
  const { code, message } = failedAttempt(null, { code: 'x'.repeat(5000), message: 'y'.repeat(5000) }, new Date(start));
  expect([code.length, message.length]).toEqual([100, 1000]);
});
