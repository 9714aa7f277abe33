import { bookMails, closedBook, emptyBook, type Lane, type Pace, type SendBook } from '../domain/notifications/pace.ts';

/** What pacing reads and writes: the book of a channel that all instances share. */
export type PaceDeps = {
  now(): Date;
  /** Waits so many milliseconds. */
  wait(ms: number): Promise<unknown>;
  /** Between 0 and 1, by chance. */
  random(): number;
  readBook(channel: string): Promise<{ book: SendBook; etag: string } | null>;
  /** False: another instance has written it meanwhile. */
  writeBook(channel: string, book: SendBook, etag: string | null): Promise<boolean>;
};

/** Keeps to what channels take, together with all other instances. */
export type Pacing = {
  /** When a mail may leave; null: now. A time is booked for that mail, which need not ask again. */
  permit(channel: string, pace: Pace, lane: Lane): Promise<Date | null>;
  /** The channel takes nothing until then. */
  close(channel: string, until: Date): Promise<void>;
};

/**
 * So many permits an instance takes at once at most: a mail then costs a tenth of a request of the
 * store. Fewer where a minute or an hour has few, for those that it does not use are lost.
 */
const maxBlock = 20;
/** Of what a minute and an hour have. */
const [blockOfMinute, blockOfHour] = [0.2, 0.05];
/** A permit is good for so long; the hour that it is counted in is not over then. */
const keptMs = 20 * 60_000;
/** Instances that book at the same time. */
const maxRaces = 20;

/** The permits of this instance, and the book that they come from. */
export function pacing(deps: PaceDeps): Pacing {
  const kept = new Map<string, { left: number; until: number }>();

  const change = async <T>(channel: string, decide: (book: SendBook) => { book: SendBook; result: T }): Promise<T> => {
    for (let race = 0; race < maxRaces; race += 1) {
      const read = await deps.readBook(channel);
      const { book, result } = decide(read?.book ?? emptyBook);
      if (await deps.writeBook(channel, book, read?.etag ?? null)) return result;
      await deps.wait(deps.random() * 50 * (race + 1));
    }
    throw new Error(`The pace of ${channel} is being booked all the time; it is tried again`);
  };

  return {
    async permit(channel, pace, lane) {
      const key = `${channel} ${lane}`;
      const permits = kept.get(key);
      if (permits && permits.left > 0 && permits.until > deps.now().getTime()) {
        permits.left -= 1;
        return null;
      }
      const share = Math.min(maxBlock, pace.perMinute * blockOfMinute, pace.perHour * blockOfHour);
      const want = Math.max(1, Math.floor(share));
      const { at, count, now } = await change(channel, (book) => {
        const present = deps.now();
        const { book: after, ...booking } = bookMails(book, pace, { lane, now: present, want });
        return { book: after, result: { ...booking, now: present } };
      });
      if (at.getTime() > now.getTime()) return at;
      // asked for at the same time, several blocks come
      const left = (kept.get(key)?.left ?? 0) + count - 1;
      kept.set(key, { left, until: now.getTime() + keptMs });
      return null;
    },
    async close(channel, until) {
      for (const key of kept.keys()) if (key.startsWith(`${channel} `)) kept.delete(key);
      await change(channel, (book) => ({ book: closedBook(book, until), result: null }));
    },
  };
}
