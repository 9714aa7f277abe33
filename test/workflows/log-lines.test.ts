import { expect, test } from 'vitest';
import { failureTrace } from '../../shared/domain/ingest/failure-traces.ts';
import { mailRef } from '../../shared/domain/queue-items.ts';
import { failedAttempt, givenUp, processEnded } from '../../shared/domain/trace/mail-failure.ts';
import { logOfFailure, logOfPoll, logOfSchedule } from '../../shared/workflows/log-lines.ts';

/** What the log is told: for queries a code with its fields, for people a sentence. */

const now = new Date('2026-11-06T17:00:00Z');

test('a poll is logged with how it went, and what went wrong beside it', () => {
  const read = { kind: 'read', mails: 3, note: null } as const;
  expect(
    logOfPoll('support', { kind: 'polled', read, left: true, unannounced: 2, isNews: true, subscriptionError: 'throttled: later' }),
  ).toEqual([
    { level: 'warn', text: 'Mailbox support: its subscription could not be renewed: throttled: later' },
    { level: 'warn', text: 'Mailbox support: 2 mails were not announced; its subscription is replaced' },
    { level: 'info', text: 'mailbox-polled {"mailboxId":"support","kind":"read","mails":3,"note":null,"left":true}' },
  ]);
  expect(logOfPoll('support', { kind: 'passed-over', reason: 'busy', subscriptionError: null })).toEqual([]);
});

test('a line for queries is short enough to be stored whole, and is one line', () => {
  const [line] = logOfSchedule([{ mailboxId: 'support', problem: '"\n'.repeat(50_000) }], []);
  expect(line?.level).toBe('error');
  expect(line?.text.length).toBeLessThan(32_768);
  expect(line?.text).toMatch(/^mailbox-not-polled \{.*\}$/);
});

test('a mail that was given up is logged with the reason, in words', () => {
  const ref = mailRef({ mailboxId: 'support', remoteId: '41', receivedAt: now.toISOString(), rawBlob: null });
  const known = { mailboxId: 'support', remoteId: '41', receivedAt: now, now, mail: null, rawBlob: null };
  const trace = failureTrace(known, givenUp(failedAttempt(null, processEnded, now)));
  const { level, text } = logOfFailure(ref, trace);
  expect(level).toBe('error');
  expect(text).toMatch(/^Mail \w{26} failed: .* The last error: The process ended each time before the mail was done\.$/);
  expect(logOfFailure(ref, null)).toMatchObject({
    level: 'error',
    text: expect.stringMatching(/^Mail 41 failed, .* can't be recorded yet/),
  });
  const { failure: _, ...ended } = { ...trace, outcome: 'ticket' as const, reason: null };
  expect(logOfFailure(ref, ended)).toMatchObject({ level: 'info', text: expect.stringMatching(/stands: ticket$/) });
});
