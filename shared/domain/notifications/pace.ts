import { z } from 'zod';

/**
 * How many mails a channel takes in a minute and in an hour; a person's mails go first, so that a
 * storm of notifications does not starve replies.
 */
export type Pace = { perMinute: number; perHour: number };
export type Lane = 'person' | 'automatic';

/**
 * What is booked of a channel: how many mails leave in which minute (those since 1970), by all
 * instances of the app. `closedUntil`: before that minute the channel takes nothing, as it said.
 */
export const SendBook = z.object({ booked: z.record(z.string(), z.number().int()), closedUntil: z.number().int() });
export type SendBook = z.infer<typeof SendBook>;

/** Nothing is booked. */
export const emptyBook: SendBook = { booked: {}, closedUntil: 0 };

/** Of each minute and hour, that is for mails of people. */
const reservedForPeople = 0.3;
const minuteMs = 60_000;
/** A queue holds an item for a week; what does not fit in asks again then. */
const maxMinutes = 6 * 24 * 60;

/**
 * Books mails: up to `want` for now, or one for the first minute that has room. `at` is when it may
 * leave, within its minute one behind the other. Pure.
 */
export function bookMails(
  { booked, closedUntil }: SendBook,
  { perMinute, perHour }: Pace,
  { lane, now, want }: { lane: Lane; now: Date; want: number },
): { book: SendBook; at: Date; count: number } {
  const share = (limit: number) => (lane === 'person' ? limit : Math.max(1, Math.floor(limit * (1 - reservedForPeople))));
  const present = Math.floor(now.getTime() / minuteMs);
  const bookedAt = (minute: number) => booked[minute] ?? 0;
  const first = Math.max(present, closedUntil);
  let behind = 0;
  let ahead = 0;
  for (let minute = 0; minute < 60; minute += 1) {
    behind += bookedAt(first - minute);
    ahead += bookedAt(first + minute);
  }
  let minute = first;
  // each hour that this minute is the last or the first of
  const room = () => Math.min(share(perMinute) - bookedAt(minute), share(perHour) - behind, share(perHour) - ahead);
  while (room() <= 0 && minute - first < maxMinutes) {
    ahead += bookedAt(minute + 60) - bookedAt(minute);
    minute += 1;
    behind += bookedAt(minute) - bookedAt(minute - 60);
  }
  const count = minute === present ? Math.max(1, Math.min(want, room())) : 1;
  const kept = Object.entries(booked).filter(([at]) => Number(at) > present - 60);
  const within = (bookedAt(minute) / perMinute) * minuteMs;
  return {
    book: { booked: { ...Object.fromEntries(kept), [minute]: bookedAt(minute) + count }, closedUntil },
    at: minute === present ? now : new Date(minute * minuteMs + Math.min(within, minuteMs - 1000)),
    count,
  };
}

/** The book of a channel that takes nothing until then: it takes less than was thought. Pure. */
export const closedBook = (book: SendBook, until: Date): SendBook => ({
  ...book,
  closedUntil: Math.max(book.closedUntil, Math.ceil(until.getTime() / minuteMs)),
});
