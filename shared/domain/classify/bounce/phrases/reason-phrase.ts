import type { BounceDetail, BounceReason } from '../bounce-report.ts';

/**
 * Words with which mail servers give a reason. They are looked for in a text in lower case, without
 * accents, with all white space as single spaces. Regular expressions whose only repetitions are
 * bounded gaps, so their time is linear.
 */
export type ReasonPhrases = { reason: BounceReason; detail?: BounceDetail; phrases: readonly string[] };
