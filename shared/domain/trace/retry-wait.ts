const minute = 60_000;

/**
 * What failed as often as the queue tries is tried again by itself for so long, counted from its
 * first failure: longer than any weekend, and than it takes a person to see it and to mend the
 * cause.
 */
export const triedForMs = 7 * 24 * 60 * minute;

const firstMs = 15 * minute;
const maxMs = 120 * minute;
/** Somebody corrects a setting and looks whether mail comes in again. */
const firstForSettingMs = minute;
const maxForSettingMs = 15 * minute;

/**
 * How long to wait after the tries were used up for the n-th time (from 1): twice as long each
 * time, from 15 minutes to 2 hours. Pure.
 */
export const retryWaitMs = (round: number): number => doubled(firstMs, round, maxMs);

/**
 * How long to wait for a setting to be corrected before the n-th time: from one minute to a quarter
 * of an hour, since such a try costs next to nothing. Pure.
 */
export const settingWaitMs = (round: number): number => doubled(firstForSettingMs, round, maxForSettingMs);

const doubled = (ms: number, round: number, max: number) => Math.min(ms * 2 ** Math.min(round - 1, 10), max);
