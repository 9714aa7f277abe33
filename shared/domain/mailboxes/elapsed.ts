/**
 * How long ago something was (ms). What lies ahead was written by a clock that was wrong since, and
 * counts as now. Pure.
 */
export const elapsedMs = (at: string, now: Date): number => Math.max(0, now.getTime() - Date.parse(at));
