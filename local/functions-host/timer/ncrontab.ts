import { CronExpressionParser } from 'cron-parser';

const DAY_MS = 24 * 60 * 60_000;
/** A leap day on a given weekday comes at least once in 40 years. */
const MOST_DAYS = 40 * 366;

/** Gives the first time after `after` (UTC). */
export type Ncrontab = (after: Date) => Date;

/**
 * Reads a six-field NCRONTAB expression: second minute hour day month weekday (0 = Sunday), with
 * lists, ranges, steps and English names. undefined when the text is none. cron-parser does the
 * work, but for two things: it knows more than NCRONTAB (`L`, `#`, `?`, weekday 7: a schedule that
 * Azure refuses must not run here), and where day and weekday are both restricted it takes either,
 * and NCRONTAB both.
 * https://learn.microsoft.com/azure/azure-functions/functions-bindings-timer#ncrontab-expressions
 */
export function parseNcrontab(text: string): Ncrontab | undefined {
  const fields = text.trim().split(/\s+/);
  const [second, minute, hour, day, month, weekday] = fields;
  if (fields.length !== 6 || weekday === undefined || !fields.every(isField) || /[7-9]/.test(weekday)) return undefined;
  const times = [second, minute, hour, day, month, '*'].join(' ');
  try {
    const weekdays = new Set(CronExpressionParser.parse(`0 0 0 * * ${weekday}`, { tz: 'UTC' }).fields.dayOfWeek.values.map(Number));
    CronExpressionParser.parse(times, { tz: 'UTC' });
    return (after) => findNext(times, weekdays, after);
  } catch {
    return undefined;
  }
}

function isField(field: string): boolean {
  return field.split(',').every((part) => /^(?:\*|(?:\d{1,2}|[a-z]{3})(?:-(?:\d{1,2}|[a-z]{3}))?)(?:\/\d{1,2})?$/i.test(part));
}

function findNext(times: string, weekdays: ReadonlySet<number>, after: Date): Date {
  const expression = CronExpressionParser.parse(times, { tz: 'UTC', currentDate: after });
  for (let days = 0; days < MOST_DAYS; days += 1) {
    const found = expression.next().toDate();
    if (weekdays.has(found.getUTCDay())) return found;
    // on with the next day, not with the next second of a wrong one; reset() looks for times after
    // the given one
    expression.reset(new Date(Math.floor(found.getTime() / DAY_MS + 1) * DAY_MS - 1));
  }
  throw new Error(`The schedule '${times}' has no next time.`);
}
