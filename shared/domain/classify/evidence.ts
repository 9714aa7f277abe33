import type { Check } from '../trace/check.ts';

/**
 * Something in a mail that speaks for a kind. `weight` is how much; the reader of the signs says
 * how much is enough.
 */
export type Evidence = { check: string; saw: string; weight: number };

const maxSawLength = 200;

/** A sign as it goes into the trace, cut to what one reads. */
export const toCheck = ({ check, saw }: Pick<Evidence, 'check' | 'saw'>, verdict: string): Check => ({
  check,
  saw: saw
    .replace(/\s{1,500}/g, ' ')
    .trim()
    .slice(0, maxSawLength),
  verdict,
});

/** How much the signs weigh together. */
export const weightOf = (signs: readonly Evidence[]): number => signs.reduce((sum, { weight }) => sum + weight, 0);
