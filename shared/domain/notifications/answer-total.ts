import { z } from 'zod';
import { addressKey } from '../contacts/address-key.ts';

/**
 * How many automatic answers went to a domain, or to anybody at all, in each minute (since 1970) of
 * late.
 */
export const AnswerTotal = z.object({
  type: z.literal('answer-total'),
  key: z.string().min(1).max(1000),
  minutes: z.record(z.string().regex(/^\d{1,10}$/), z.number().int().min(0)),
});
export type AnswerTotal = z.infer<typeof AnswerTotal>;

/** The key of all answers together. */
export const totalOfAll = 'answers';
/** The key of the answers to a domain. */
export const totalOfDomain = (domain: string): string => `answers:${addressKey(domain)}`;

/** Nothing is counted under a key yet. */
export const emptyTotal = (key: string): AnswerTotal => ({ type: 'answer-total', key, minutes: {} });

/** The answers of the last so many minutes. Pure. */
export function answersWithin(total: AnswerTotal, minutes: number, now: Date): number {
  const since = minuteOf(now) - minutes;
  return Object.entries(total.minutes).reduce((sum, [minute, count]) => (Number(minute) > since ? sum + count : sum), 0);
}

/** Both together, without what is older than `window` (in minutes) and counts no more. Pure. */
export function addTotals(one: AnswerTotal, other: AnswerTotal, window: number, now: Date): AnswerTotal {
  const oldest = minuteOf(now) - window;
  const minutes: Record<string, number> = {};
  for (const [minute, count] of [...Object.entries(one.minutes), ...Object.entries(other.minutes)])
    if (Number(minute) > oldest) minutes[minute] = (minutes[minute] ?? 0) + count;
  return { ...one, minutes };
}

/** One more answer. Pure. */
export const withAnswer = (total: AnswerTotal, now: Date): AnswerTotal => {
  const minute = String(minuteOf(now));
  return { ...total, minutes: { ...total.minutes, [minute]: (total.minutes[minute] ?? 0) + 1 } };
};

const minuteOf = (now: Date): number => Math.floor(now.getTime() / 60_000);
