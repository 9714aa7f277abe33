import { maxAnswers } from '../settings/auto-answer-limits.ts';
import type { AutoAnswerCount } from './loop-breaker.ts';

/**
 * One state out of two of the same sender, as two processes know it: every answer once (by what
 * caused it), and the latest reset, which takes away what was before it. Pure.
 */
export function mergeAutoAnswerCounts(one: AutoAnswerCount, other: AutoAnswerCount): AutoAnswerCount {
  const resets = [one.reset, other.reset].filter((reset) => reset !== null).toSorted((a, b) => Date.parse(b.at) - Date.parse(a.at));
  const reset = resets[0] ?? null;
  const since = reset ? Date.parse(reset.at) : Number.NEGATIVE_INFINITY;
  const isAfter = (at: string) => Date.parse(at) > since;
  const answers = [...one.answers, ...other.answers]
    .filter(({ at }) => isAfter(at))
    .toSorted((a, b) => Date.parse(a.at) - Date.parse(b.at));
  const [first, second] = [one.stopped, other.stopped]
    .filter((stopped) => stopped !== null && isAfter(stopped.since))
    .flatMap((stopped) => stopped ?? [])
    .toSorted((a, b) => Date.parse(b.lastAttempt) - Date.parse(a.lastAttempt));
  return {
    ...one,
    // the first of each cause: a Map keeps the last, so from the end
    answers: [...new Map(answers.toReversed().map((answer) => [answer.causeId, answer])).values()].toReversed().slice(-maxAnswers),
    stopped: first && second ? { ...first, held: Math.max(first.held, second.held) } : (first ?? null),
    reset,
  };
}
