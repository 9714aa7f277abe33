import { z } from 'zod';
import type { Check } from './trace.ts';

/** So many automatic answers within so many minutes; one more stops them. */
const AnswerLimit = z.object({ answers: z.number().int().min(1).max(100), minutes: z.number().int().min(1).max(10_080) });

/** When automatic answers stop: to one sender, in one ticket; and how many minutes of silence start them again without an admin. */
export const LoopLimits = z.object({
  perSender: AnswerLimit.default({ answers: 10, minutes: 60 }),
  perTicket: AnswerLimit.default({ answers: 5, minutes: 60 }),
  quietMinutes: z.number().int().min(1).max(10_080).default(180),
});
export type LoopLimits = z.infer<typeof LoopLimits>;

/**
 * What is kept of one sender or one ticket: the automatic answers of late, each with the id of what caused it (so that a redelivery is not counted
 * twice), whether they are stopped, the last mail that would have got one, and who let them start again.
 */
export const LoopState = z.object({
  type: z.literal('loop-state'),
  /** `sender:<address>` or `ticket:<id>`. */
  key: z.string().min(1).max(1000),
  answers: z.array(z.object({ causeId: z.string().min(1).max(200), at: z.iso.datetime() })).max(100),
  stopped: z
    .object({ since: z.iso.datetime(), lastAttempt: z.iso.datetime(), held: z.number().int().min(1), reason: z.string().max(500) })
    .nullable(),
  reset: z.object({ at: z.iso.datetime(), by: z.string().max(200) }).nullable(),
});
export type LoopState = z.infer<typeof LoopState>;

/** An automatic answer that is about to be owed, with what is known of its sender and of its ticket (null: nothing yet; a ticket may be new). */
export type AnswerFacts = {
  causeId: string;
  sender: { key: string; state: LoopState | null };
  ticket: { key: string; state: LoopState | null };
  limits: LoopLimits;
  now: Date;
};

/** Whether the answer goes out, why not, what the trace says of it, and the states that have changed and are to be written in the same batch. */
export type AnswerPlan = { verdict: 'answer' | 'stop'; reason: string; check: Check; changes: LoopState[] };

/**
 * Decides on one automatic answer: it goes out unless its sender or its ticket got too many within the window, or answers to them are stopped.
 * What is stopped stays so while mails keep coming, and starts again after `quietMinutes` without one, or when an admin resets it. The same
 * cause asked a second time gets the same answer and counts once. Pure.
 */
export function planAutomaticAnswer({ causeId, sender, ticket, limits, now }: AnswerFacts): AnswerPlan {
  const scopes = [
    { what: 'sender', limit: limits.perSender, state: current(sender, limits, now) },
    { what: 'ticket', limit: limits.perTicket, state: current(ticket, limits, now) },
  ] as const;
  if (scopes.some(({ state }) => state.answers.some((answer) => answer.causeId === causeId))) {
    return planOf('answer', 'This answer has been counted before.', []);
  }
  const held = scopes.find(({ state }) => state.stopped);
  if (held?.state.stopped) return planOf('stop', held.state.stopped.reason, [afterAttempt(held.state, held.state.stopped, now)]);
  const over = scopes.find(({ state, limit }) => recent(state, limit.minutes, now).length >= limit.answers);
  if (over) {
    const reason = `The ${over.what} got ${over.limit.answers} automatic answers within ${over.limit.minutes} minutes.`;
    const at = now.toISOString();
    return planOf('stop', reason, [{ ...over.state, stopped: { since: at, lastAttempt: at, held: 1, reason } }]);
  }
  const counts = scopes.map(({ what, state, limit }) => `${what} ${recent(state, limit.minutes, now).length + 1} of ${limit.answers}`);
  return planOf(
    'answer',
    counts.join(', '),
    scopes.map(({ state, limit }) => afterAnswer(state, causeId, limit.minutes, now)),
  );
}

/** Lets automatic answers start again, from nothing. `by` is who wants it. Pure. */
export const resetLoop = (state: LoopState, by: string, now: Date): LoopState => ({
  ...state,
  answers: [],
  stopped: null,
  reset: { at: now.toISOString(), by },
});

/**
 * The key of a sender: his address in lower case, without the tag behind a plus, which robots change from mail to mail. Addresses may hold
 * `/`, `?` and `#`, which ids may not.
 */
export function senderLoopKey(address: string): string {
  const at = address.lastIndexOf('@');
  const local = (at < 0 ? address : address.slice(0, at)).replace(/(?<=.)\+.*$/s, '');
  return `sender:${encodeURIComponent(`${local}${at < 0 ? '' : address.slice(at)}`.slice(0, 320).toLowerCase())}`;
}

/** The key of a ticket. */
export const ticketLoopKey = (ticketId: string): string => `ticket:${encodeURIComponent(ticketId)}`;

const planOf = (verdict: AnswerPlan['verdict'], reason: string, changes: LoopState[]): AnswerPlan => ({
  verdict,
  reason,
  check: { check: 'loop breaker', saw: reason, verdict: verdict === 'answer' ? 'answers' : 'stopped' },
  changes,
});

/** The state as it is now: what was stopped starts again after a silence. */
function current({ key, state }: AnswerFacts['sender'], { quietMinutes }: LoopLimits, now: Date): LoopState {
  if (!state) return { type: 'loop-state', key, answers: [], stopped: null, reset: null };
  const isQuiet = state.stopped && minutesSince(state.stopped.lastAttempt, now) >= quietMinutes;
  return isQuiet ? { ...state, answers: [], stopped: null } : state;
}

const afterAttempt = (state: LoopState, stopped: NonNullable<LoopState['stopped']>, now: Date): LoopState => ({
  ...state,
  stopped: { ...stopped, lastAttempt: now.toISOString(), held: stopped.held + 1 },
});

const afterAnswer = (state: LoopState, causeId: string, minutes: number, now: Date): LoopState => ({
  ...state,
  answers: [...recent(state, minutes, now), { causeId, at: now.toISOString() }].slice(-100),
});

/** Answers within the window. One from the future (a clock that was set back) counts. */
const recent = (state: LoopState, minutes: number, now: Date): LoopState['answers'] =>
  state.answers.filter(({ at }) => minutesSince(at, now) < minutes);

const minutesSince = (at: string, now: Date): number => (now.getTime() - new Date(at).getTime()) / 60_000;
