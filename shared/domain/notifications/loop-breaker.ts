import { z } from 'zod';
import { addressKey } from '../contacts/address-key.ts';
import { type AutoAnswerLimits, maxAnswers } from '../settings/auto-answer-limits.ts';
import { lowerAddress } from '../text/lower-address.ts';
import { type Check, checkOf } from '../words/check.ts';
import { Remark, remark } from '../words/remark.ts';

/**
 * What is kept of one sender: the recent automatic answers, each with the id of what caused it (so
 * that a redelivery is not counted twice), whether they are stopped, the last mail that would have
 * got one, and who let them start again.
 */
export const AutoAnswerCount = z.object({
  type: z.literal('loop-state'),
  /** `sender:<address>`, as `senderLoopKey` makes it. */
  key: z.string().min(1).max(1000),
  answers: z.array(z.object({ causeId: z.string().min(1).max(200), at: z.iso.datetime() })).max(maxAnswers),
  stopped: z.object({ since: z.iso.datetime(), lastAttempt: z.iso.datetime(), held: z.number().int().min(1), reason: Remark }).nullable(),
  reset: z.object({ at: z.iso.datetime(), by: z.string().max(200) }).nullable(),
});
export type AutoAnswerCount = z.infer<typeof AutoAnswerCount>;

/**
 * An automatic answer that is about to be owed, with what is known of its sender (null: nothing
 * yet).
 */
export type AnswerFacts = {
  causeId: string;
  sender: { key: string; state: AutoAnswerCount | null };
  /** A program named who asks, so the limit `perReplyTo` holds. */
  byReplyTo: boolean;
  /** The answers to the sender's domain, and to all, within the windows of their limits. */
  totals: { domain: number; all: number };
  limits: AutoAnswerLimits;
  now: Date;
};

/**
 * Whether the answer goes out, why not, what the trace says of it, and the states to be kept: lost,
 * they cost an answer too many. `counts`: it is one more in the totals.
 */
export type AnswerPlan = { verdict: 'answer' | 'stop'; reason: Remark; check: Check; changes: AutoAnswerCount[]; counts: boolean };

/**
 * Decides on one automatic answer: it goes out unless its sender got too many within the window, or
 * answers to them are stopped. What is stopped stays so while mails keep coming, and starts again
 * after `quietMinutes` without one, or when an admin resets it. The same cause asked a second time
 * gets the same answer and counts once. Pure.
 */
export function planAutomaticAnswer({ causeId, sender, byReplyTo, totals, limits, now }: AnswerFacts): AnswerPlan {
  const state = current(sender, limits, now);
  const { answers: max, minutes } = byReplyTo ? limits.perReplyTo : limits.perSender;
  // kept again: the attempt that counted it may have ended before that
  if (state.answers.some((answer) => answer.causeId === causeId)) return planOf('answer', remark('answers-again'), [state]);
  if (state.stopped) return planOf('stop', state.stopped.reason, [afterAttempt(state, state.stopped, now)]);
  const count = recent(state, minutes, now).length;
  if (count >= max) {
    const reason = remark('stopped-sender', { most: max, minutes });
    const at = now.toISOString();
    return planOf('stop', reason, [{ ...state, stopped: { since: at, lastAttempt: at, held: 1, reason } }]);
  }
  const { perDomain, inAll } = limits;
  if (totals.domain >= perDomain.answers)
    return planOf('stop', remark('stopped-domain', { most: perDomain.answers, minutes: perDomain.minutes }), []);
  if (totals.all >= inAll.answers) return planOf('stop', remark('stopped-all', { most: inAll.answers, minutes: inAll.minutes }), []);
  return {
    ...planOf('answer', remark('answers-sender', { count: count + 1, most: max }), [afterAnswer(state, causeId, longer(limits), now)]),
    counts: true,
  };
}

/** Lets automatic answers start again, from nothing. `by` is who wants it. Pure. */
export const resetLoop = (state: AutoAnswerCount, by: string, now: Date): AutoAnswerCount => ({
  ...state,
  answers: [],
  stopped: null,
  reset: { at: now.toISOString(), by },
});

/**
 * An address without the tag behind a plus, which robots change from mail to mail, in lower case,
 * and without the dots that Google leaves out of account: whom the answers are counted for.
 */
export function untagged(address: string): string {
  const at = address.lastIndexOf('@');
  const local = (at < 0 ? address : address.slice(0, at)).replace(/(?<=.)\+.*$/s, '');
  const plain = lowerAddress(`${local}${at < 0 ? '' : address.slice(at)}`);
  const google = /^([^@]+)@(?:gmail|googlemail)\.com$/.exec(plain)?.[1];
  return google === undefined ? plain : `${google.replace(/(?<=[^.])\./g, '')}@gmail.com`;
}

/** The key of a sender. */
export const senderLoopKey = (address: string): string => `sender:${addressKey(untagged(address))}`;

const planOf = (verdict: AnswerPlan['verdict'], reason: Remark, changes: AutoAnswerCount[]): AnswerPlan => ({
  verdict,
  reason,
  check: checkOf('loop-breaker', '', verdict === 'answer' ? reason : remark('stopped', { why: reason })),
  changes,
  counts: false,
});

/** Answers are kept as long as one of the limits asks for them. */
const longer = ({ perSender, perReplyTo }: AutoAnswerLimits): number => Math.max(perSender.minutes, perReplyTo.minutes);

/** The state as it is now: what was stopped starts again after a silence. */
function current({ key, state }: AnswerFacts['sender'], { quietMinutes }: AutoAnswerLimits, now: Date): AutoAnswerCount {
  if (!state) return { type: 'loop-state', key, answers: [], stopped: null, reset: null };
  const isQuiet = state.stopped && minutesSince(state.stopped.lastAttempt, now) >= quietMinutes;
  // as a reset, so that a process which still knows it as stopped does not bring that back
  return state.stopped && isQuiet
    ? { ...state, answers: [], stopped: null, reset: { at: state.stopped.lastAttempt, by: 'silence' } }
    : state;
}

const afterAttempt = (state: AutoAnswerCount, stopped: NonNullable<AutoAnswerCount['stopped']>, now: Date): AutoAnswerCount => ({
  ...state,
  stopped: { ...stopped, lastAttempt: now.toISOString(), held: stopped.held + 1 },
});

const afterAnswer = (state: AutoAnswerCount, causeId: string, minutes: number, now: Date): AutoAnswerCount => ({
  ...state,
  answers: [...recent(state, minutes, now), { causeId, at: now.toISOString() }].slice(-maxAnswers),
});

/** Answers within the window. One from the future (a clock that was set back) counts. */
const recent = (state: AutoAnswerCount, minutes: number, now: Date): AutoAnswerCount['answers'] =>
  state.answers.filter(({ at }) => minutesSince(at, now) < minutes);

const minutesSince = (at: string, now: Date): number => (now.getTime() - new Date(at).getTime()) / 60_000;
