import type { Check } from '../words/check.ts';
import type { Remark } from '../words/remark.ts';

/**
 * Something in a mail that points to a kind. The caller says how much `weight` is enough. `check`
 * is the name of a field, or of a check of ours.
 */
export type Evidence = { check: string; saw: string; weight: number };

const maxSawLength = 200;

/** A piece of evidence for the trace, cut to a readable length. */
export const toCheck = ({ check, saw }: Pick<Evidence, 'check' | 'saw'>, verdict: Remark): Check => ({
  check,
  saw: saw
    .replace(/\s{1,500}/g, ' ')
    .trim()
    .slice(0, maxSawLength),
  verdict,
});

/** The total weight of the evidence. */
export const weightOf = (evidence: readonly Evidence[]): number => evidence.reduce((sum, { weight }) => sum + weight, 0);
