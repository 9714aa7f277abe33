import { describe, expect, it } from 'vitest';
import { parseTimeSpan } from '../../../local/functions-host/config/time-span.ts';
import { planTimerStart } from '../../../local/functions-host/timer/plan-timer-start.ts';
import { isSlowSchedule, parseSchedule } from '../../../local/functions-host/timer/schedule.ts';

describe('a timer schedule', () => {
  it.each([
    ['every five minutes', '0 */5 * * * *', '2026-03-29T00:59:59Z', '2026-03-29T01:00:00Z'],
    ['strictly after the given time', '0 */5 * * * *', '2026-03-29T01:00:00Z', '2026-03-29T01:05:00Z'],
    ['seconds', '*/10 * * * * *', '2026-01-01T00:00:01Z', '2026-01-01T00:00:10Z'],
    ['a step from a start', '5/20 * * * * *', '2026-01-01T00:00:00Z', '2026-01-01T00:00:05Z'],
    ['UTC, whatever the local summer time does', '0 30 2 * * *', '2026-03-29T00:00:00Z', '2026-03-29T02:30:00Z'],
    ['ranges and lists', '0 0 9-17,20 * * 1-5', '2026-01-02T20:00:00Z', '2026-01-05T09:00:00Z'],
    ['names', '0 0 0 1 JAN-MAR mon', '2026-01-01T00:00:00Z', '2027-02-01T00:00:00Z'],
    ['Sunday is 0', '0 0 0 * * 0', '2026-01-01T00:00:00Z', '2026-01-04T00:00:00Z'],
    ['day and weekday must both fit (Friday the 13th)', '* * * 13 * 5', '2026-03-14T00:00:00Z', '2026-11-13T00:00:00Z'],
    ['a leap day on a Monday', '0 0 0 29 2 1', '2026-01-01T00:00:00Z', '2044-02-29T00:00:00Z'],
    ['a time span counts from the last run', '00:05:00', '2026-01-01T00:00:01Z', '2026-01-01T00:05:01Z'],
  ])('%s: %s', (_, text, after, next) => {
    expect(parseSchedule(text).next(new Date(after))).toEqual(new Date(next));
  });

  it.each([
    '',
    '* * * * *',
    '0 0 0 * * 7',
    '0 0 0 L * *',
    '0 0 0 ? * *',
    '60 * * * * *',
    '@hourly',
    '0 0 0 * * 5#2',
    'x x x x x x',
    '24:00:00',
    '00:00:00',
  ])("'%s' is none, as on Azure", (text) => {
    expect(() => parseSchedule(text)).toThrow(/is no schedule/);
  });

  it('is slow from a minute on: only then the real host keeps the status', () => {
    const now = new Date('2026-01-01T00:00:30Z');
    expect(isSlowSchedule(parseSchedule('0 * * * * *'), now)).toBe(true);
    expect(isSlowSchedule(parseSchedule('0,30 * * * * *'), now)).toBe(false);
    expect(isSlowSchedule(parseSchedule('0,30 0 * * * *'), now)).toBe(false);
    expect(isSlowSchedule(parseSchedule('00:00:59'), now)).toBe(false);
  });
});

describe('when the host starts', () => {
  const hourly = parseSchedule('0 0 * * * *');
  const now = new Date('2026-01-01T10:30:00Z');
  const at = (time: string) => new Date(`2026-01-01T${time}Z`);

  it('a timer without status waits for its next time', () => {
    expect(planTimerStart(undefined, hourly, now)).toEqual({
      status: { last: undefined, next: at('11:00:00'), lastUpdated: now },
      isPastDue: false,
    });
  });

  it('a status that is still good is left alone', () => {
    const found = { last: at('10:00:00'), next: at('11:00:00'), lastUpdated: at('10:00:00') };
    const start = planTimerStart(found, hourly, now);
    expect(start.isPastDue).toBe(false);
    expect(start.status).toBe(found);
  });

  it('an occurrence that was missed makes it past due', () => {
    const found = { last: at('08:00:00'), next: at('09:00:00'), lastUpdated: at('08:00:00') };
    expect(planTimerStart(found, hourly, now).isPastDue).toBe(true);
  });

  it('so does one that was missed before it ever ran', () => {
    const found = { last: undefined, next: at('09:00:00'), lastUpdated: at('08:10:00') };
    expect(planTimerStart(found, hourly, now).isPastDue).toBe(true);
  });

  it('a changed schedule counts from the last run', () => {
    const found = { last: at('10:00:00'), next: at('11:00:00'), lastUpdated: at('10:00:00') };
    const daily = parseSchedule('0 0 0 * * *');
    expect(planTimerStart(found, daily, now)).toEqual({
      status: { last: undefined, next: new Date('2026-01-02T00:00:00Z'), lastUpdated: at('10:00:00') },
      isPastDue: false,
    });
  });
});

it.each([
  ['00:00:01', 1000],
  ['1.02:03:04.5', 93_784_500],
  ['01:30', 5_400_000],
  ['2', 172_800_000],
  ['-00:00:01', -1000],
  ['24:00:00', undefined],
  ['00:60:00', undefined],
  ['soon', undefined],
  ['', undefined],
])('the time span %s is %s ms', (text, ms) => {
  expect(parseTimeSpan(text)).toBe(ms);
});
