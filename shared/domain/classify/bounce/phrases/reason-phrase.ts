import type { BounceDetail, BounceReason } from '../bounce-report.ts';

/**
 * Words by which mail servers give a reason. They are looked for in a text that is in lower case,
 * without accents, its white space made one blank. Regular expressions without repetition but for
 * bounded gaps: their time is linear.
 */
export type ReasonPhrases = { reason: BounceReason; detail?: BounceDetail; phrases: readonly string[] };
