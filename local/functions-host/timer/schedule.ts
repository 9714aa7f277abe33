import { parseTimeSpan } from '../config/time-span.ts';
import { parseNcrontab } from './ncrontab.ts';

export interface Schedule {
  text: string;
  next(after: Date): Date;
}

/**
 * A timer's schedule: six-field NCRONTAB in UTC, or a TimeSpan (`00:05:00`: that long after the
 * last run). Anything else is an Error.
 * https://learn.microsoft.com/azure/azure-functions/functions-bindings-timer
 */
export function parseSchedule(text: string): Schedule {
  const span = text.includes(':') ? parseTimeSpan(text) : undefined;
  if (span !== undefined && span > 0) return { text, next: (after) => new Date(after.getTime() + span) };
  const next = parseNcrontab(text);
  if (next !== undefined) return { text, next };
  throw new Error(`'${text}' is no schedule: it must be {second} {minute} {hour} {day} {month} {day-of-week}, or a time span hh:mm:ss`);
}

/**
 * Whether it comes round less than once a minute: only then does the real host keep the timer's
 * status.
 */
export function isSlowSchedule(schedule: Schedule, now: Date): boolean {
  let before = schedule.next(now);
  for (let index = 0; index < 10; index += 1) {
    const next = schedule.next(before);
    if (next.getTime() - before.getTime() < 60_000) return false;
    before = next;
  }
  return true;
}
