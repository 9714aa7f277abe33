import { expect, it } from 'vitest';
import { countFrom, hourOf, withCounted } from '../../../shared/domain/mailboxes/mails-by-outcome.ts';

const hour = (at: string, ticket: number) => ({ hour: `2026-03-01T${at}:00:00.000Z`, outcomes: { ticket } });
const now = new Date('2026-03-01T12:20:00Z');

it('hours that are counted anew take the place of what was known of them, so that a repeat changes nothing', () => {
  const known = [hour('10', 5), hour('11', 7), hour('12', 1)];
  const counted = [hour('12', 3), hour('11', 8)];
  const after = withCounted(known, counted, hour('11', 0).hour, now);
  expect(after).toEqual([hour('10', 5), hour('11', 8), hour('12', 3)]);
  expect(withCounted(after, counted, hour('11', 0).hour, now)).toEqual(after);
  expect(withCounted(after, [], hour('12', 0).hour, now)).toEqual([hour('10', 5), hour('11', 8)]);
});

it('only 24 hours are kept, and none from the future', () => {
  const old = { hour: '2026-02-28T12:00:00.000Z', outcomes: { ticket: 1 } };
  const ahead = hour('13', 1);
  expect(withCounted([old, hour('09', 1), ahead], [], hour('12', 0).hour, now)).toEqual([hour('09', 1)]);
});

it.each([
  ['never before: all that are kept', null, '2026-02-28T13:00:00.000Z'],
  ['five minutes ago', '2026-03-01T12:15:00.000Z', '2026-03-01T12:00:00.000Z'],
  ['at the end of the hour: that one again', '2026-03-01T12:05:00.000Z', '2026-03-01T11:00:00.000Z'],
  ['nothing ran for hours: what was left out', '2026-03-01T07:30:00.000Z', '2026-03-01T07:00:00.000Z'],
  ['nothing ran for ten days', '2026-02-19T07:30:00.000Z', '2026-02-28T13:00:00.000Z'],
  ['by a clock that was ahead', '2026-03-05T07:30:00.000Z', '2026-02-28T13:00:00.000Z'],
])('what is counted when it was counted %s', (_, last, from) => {
  expect(countFrom(last, now)).toBe(from);
  expect(hourOf(now)).toBe('2026-03-01T12:00:00.000Z');
});
