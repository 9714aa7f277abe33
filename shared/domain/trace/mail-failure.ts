import { z } from 'zod';
import { type Remark, remark } from '../words/remark.ts';
import { retryWaitMs, settingWaitMs, triedForMs } from './retry-wait.ts';

/**
 * Why a mail could not be ingested, and since when: on its trace, and in its queue
 * item, since either store may be out. The sweep finds mails by `retryAt`; nothing looks into
 * `message`, which is for people: the words of an error, none where the code says all.
 */
export const MailFailure = z.object({
  /**
   * How its source failed (`throttled`, `unreachable`, …), the status or code of a store, `error`,
   * `broken-setting`, or `process-ended`.
   */
  code: z.string().max(100),
  message: z.string().max(1000),
  firstFailedAt: z.iso.datetime(),
  lastFailedAt: z.iso.datetime(),
  /** How often the queue has used up its tries. */
  rounds: z.number().int().min(0),
  /** When it is queued again, unless it is done by then; null: not by itself any more. */
  retryAt: z.iso.datetime().nullable(),
});
export type MailFailure = z.infer<typeof MailFailure>;

/**
 * As often does the queue deliver a message (`maxDequeueCount` in host.json, a test compares them).
 */
export const maxDeliveries = 10;

const minute = 60_000;
/**
 * A process that ended each time may have been ended by this mail, or by another that was worked on
 * beside it: each is tried again alone, and not often.
 */
const waitsAfterEndMs = [60 * minute, 6 * 60 * minute, 24 * 60 * minute];
/**
 * A message that the queue should have is looked for after this: it may have been lost with its
 * queue.
 */
const lostAfterMs = 60 * minute;

/** What failed in one attempt: a code, and the words of the error. */
export type Cause = Pick<MailFailure, 'code' | 'message'>;

/**
 * An attempt failed, and the queue still has the mail, for `afterMs` at least. Pure. `before`: what
 * was known of earlier failures.
 */
export function failedAttempt(before: MailFailure | null, cause: Cause, now: Date, afterMs = 0): MailFailure {
  const at = now.toISOString();
  return {
    code: cause.code.slice(0, 100),
    message: cause.message.slice(0, 1000),
    firstFailedAt: before?.firstFailedAt ?? at,
    lastFailedAt: at,
    rounds: before?.rounds ?? 0,
    retryAt: later(now, afterMs + lostAfterMs),
  };
}

/** The queue has used up its tries: when it gets new ones. Pure. */
export function givenUp(failure: MailFailure): MailFailure {
  const rounds = failure.rounds + 1;
  const failed = new Date(failure.lastFailedAt);
  const wait = waitOf(failure.code, rounds);
  return { ...failure, rounds, retryAt: isTooOld(failure) || wait === undefined ? null : later(failed, wait) };
}

function waitOf(code: string, rounds: number): number | undefined {
  if (code === brokenSetting) return settingWaitMs(rounds);
  return code === processEnded.code ? waitsAfterEndMs[rounds - 1] : retryWaitMs(rounds);
}

/**
 * Given up, but that can't be written down, since the store is out: it is tried again as soon as it
 * can be, for then what was out is back. Pure.
 */
export const unrecorded = (failure: MailFailure, now: Date): MailFailure => {
  const { retryAt } = failure;
  return retryAt !== null && retryAt > now.toISOString() ? { ...failure, retryAt: now.toISOString() } : failure;
};

/** Whether it has failed for so long that it is not tried again by itself. Pure. */
export const isTooOld = ({ firstFailedAt, lastFailedAt }: MailFailure): boolean =>
  Date.parse(lastFailedAt) - Date.parse(firstFailedAt) > triedForMs;

/** It has been queued once more; should that message be lost, it is looked for again. Pure. */
export const queuedAgain = (failure: MailFailure, now: Date): MailFailure => ({ ...failure, retryAt: later(now, lostAfterMs) });

/** Something that an admin has set and that the mail depends on can't be read. */
export const brokenSetting = 'broken-setting';

/** There was no error: the process ended before the mail was done. */
export const processEnded: Cause = { code: 'process-ended', message: '' };

/**
 * A mail that may have ended the process is tried once in a round, since each time ends the work on
 * other mails too: whatever error it meets is known after its first delivery. Pure.
 */
export const isSuspect = (failure: MailFailure | undefined): boolean => failure?.code === processEnded.code;

/**
 * Whether a suspect has ended the process again: a third delivery comes of that; a second may come
 * of a restart. Pure.
 */
export const endsProcessAgain = (failure: MailFailure | undefined, delivery: number): boolean => isSuspect(failure) && delivery > 2;

/**
 * What a trace of an earlier version (without `failure`) says of it: since when, and nothing
 * else that is reliable. Pure.
 */
export const failureOfOldTrace = (processedAt: string, reason: Remark | null): MailFailure => ({
  code: 'unknown',
  message: String(reason?.data?.text ?? '').slice(0, 1000),
  firstFailedAt: processedAt,
  lastFailedAt: processedAt,
  rounds: 1,
  retryAt: processedAt,
});

/** The failure as the reason of a trace. Pure. */
export function describeFailure({ code, message, retryAt, firstFailedAt: since, rounds }: MailFailure): Remark {
  const error = code === processEnded.code ? remark('process-ended') : message;
  if (rounds === 0) return remark('tried-again', { error });
  const next = retryAt === null ? remark('not-tried-again') : remark('tried-again-at', { at: retryAt });
  if (code === brokenSetting) return remark('waits-for-setting', { since, next, error });
  return rounds === 1 ? remark('failed-once', { since, next, error }) : remark('failed-often', { rounds, since, next, error });
}

const later = (from: Date, ms: number): string => new Date(from.getTime() + ms).toISOString();
