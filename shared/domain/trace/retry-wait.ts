const minute = 60_000;

/**
 * What failed as often as the queue tries is tried again by itself for so long, counted from its
 * first failure: longer than any weekend, and than it takes a person to see it and to mend the
 * cause.
 */
export const triedForMs = 7 * 24 * 60 * minute;

const firstMs = 15 * minute;
const maxMs = 120 * minute;

/**
 * How long to wait after the tries were used up for the n-th time (from 1): twice as long each
 * time, from 15 minutes to 2 hours. Pure.
 */
export const retryWaitMs = (round: number): number => Math.min(firstMs * 2 ** Math.min(round - 1, 10), maxMs);
