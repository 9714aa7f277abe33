import { describe, expect, test } from 'vitest';
import { bookMails, closedBook, emptyBook, type Lane, type SendBook } from '../../../shared/domain/notifications/pace.ts';

/** What is booked of a channel that takes 30 mails a minute and 100 an hour. */

const pace = { perMinute: 30, perHour: 100 };
const now = new Date('2026-11-28T12:00:20Z');
const minutesFrom = (at: Date) => Math.floor((at.getTime() - Date.parse('2026-11-28T12:00:00Z')) / 60_000);

/** Books so many mails one by one; in which minutes they leave. */
function booked(count: number, lane: Lane, start: SendBook = emptyBook) {
  let book = start;
  const minutes: number[] = [];
  for (let one = 0; one < count; one += 1) {
    const booking = bookMails(book, pace, { lane, now, want: 1 });
    book = booking.book;
    minutes.push(minutesFrom(booking.at));
  }
  return { book, minutes };
}

describe('mails of a channel', () => {
  test('leave at once while it has room, several by one booking', () => {
    const { at, count, book } = bookMails(emptyBook, pace, { lane: 'person', now, want: 5 });
    expect([at, count, Object.values(book.booked)]).toEqual([now, 5, [5]]);
  });

  test('that a program wrote leave 30 % of each minute and hour to those of people', () => {
    const { book, minutes } = booked(500, 'automatic');
    const perMinute = Map.groupBy(minutes, (minute) => minute);
    expect([...perMinute].slice(0, 5).map(([minute, { length }]) => [minute, length])).toEqual([
      [0, 21],
      [1, 21],
      [2, 21],
      [3, 7],
      [60, 21],
    ]);
    // 70 an hour
    expect(minutes.at(-1)).toBe(7 * 60);
    // with all of them waiting, people still write
    expect(booked(30, 'person', book).minutes).toEqual([
      ...Array(9).fill(0),
      ...Array(9).fill(1),
      ...Array(9).fill(2),
      ...Array(3).fill(3),
    ]);
  });

  test('never are more in a minute or an hour than it takes', () => {
    const { minutes } = booked(250, 'person');
    for (let first = 0; first <= 180; first += 1) {
      expect(minutes.filter((minute) => minute === first).length).toBeLessThanOrEqual(30);
      expect(minutes.filter((minute) => minute >= first && minute < first + 60).length).toBeLessThanOrEqual(100);
    }
  });

  test('wait until it opens again', () => {
    const closed = closedBook(emptyBook, new Date('2026-11-28T12:05:30Z'));
    expect(bookMails(closed, pace, { lane: 'person', now, want: 5 })).toMatchObject({ at: new Date('2026-11-28T12:06:00Z'), count: 1 });
  });

  test('of more than an hour ago count no longer', () => {
    const { book } = booked(100, 'person');
    const later = new Date('2026-11-28T14:00:00Z');
    expect(Object.values(bookMails(book, pace, { lane: 'person', now: later, want: 1 }).book.booked)).toEqual([1]);
  });
});
