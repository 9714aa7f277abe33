import { limitConcurrency } from '../limit-concurrency.ts';
import { type TicketVersions, ticketVersions } from './ticket-versions.ts';

/**
 * Who comes to a full line: which ticket's it is, and when to come again. In whole seconds, for
 * queues know no others.
 */
export type Busy = { ticketId: string; afterSeconds: number };

/** A mail on its way to its ticket. */
export type Visitor = {
  /** The ticket in whose line it stands, or null. */
  readonly ticketId: string | null;
  /**
   * Takes a place in the line of a ticket, and gives up the one it has elsewhere. Of several names
   * (ids, or numbers that `named` has told) the first with a line counts, else the first. Null when
   * it has its place; when the line is full, it has none and comes again later. `cameBack`: it was
   * sent away before, or has stood elsewhere.
   */
  enter(names: readonly [string, ...string[]], cameBack: boolean): Busy | null;
  /**
   * Says that it reads the ticket from now on: `changed` of its turn tells whether others have
   * worked since.
   */
  looks(): void;
  /** Works when nobody else in this line does; `versions`: what they wrote. */
  turn<T>(work: (changed: boolean, versions: TicketVersions) => Promise<T>): Promise<T>;
  /**
   * Tells the number of the ticket in whose line it stands, for those who know nothing else of it.
   */
  named(number: string): void;
  /** Gives its place up. */
  leave(): void;
};

type Line = {
  ticketId: string;
  names: string[];
  places: number;
  /** Which of all turns was the last in this line. */
  lastTurn: number;
  versions: TicketVersions;
  stayMs: number;
  visits: Map<number, number>;
};

/**
 * A process takes in twelve mails at a time (host.json). Of these so many stand in one ticket's
 * line (as many as the host fetches at once, for those who come back come in such groups; a turn is
 * one commit), and so many in all stand behind somebody: whatever is sent to a few tickets, others
 * find a place.
 */
const maxInLine = 8;
const maxBehind = 8;
/**
 * A mail that comes for the first time finds a line full earlier: in a burst it stands in the queue
 * before mails of others, and is out of their way sooner when it is put back than when it is
 * written.
 */
const maxNewInLine = 3;
/** A mail has its place in a line for so long until that has been measured (ms). */
const usualStayMs = 200;
/** Nobody is sent away for longer: the line may be gone long before. */
const maxAwaySeconds = 600;
/** Visits are told apart as far as this (ms). */
const visitMs = 10;
/** Idle lines that are remembered for those who were sent away. */
const maxIdle = 200;

/**
 * The lines before the tickets of one process: mails of one ticket write one after the other, since
 * each changes the version that the next has to know. Whoever finds a line full is told when to
 * come again: never more at a time than find a place, so that a thousand who were sent away don't
 * come back at once. Processes know nothing of each other's lines: between them the version
 * decides. `now` in ms.
 */
export function ticketLines(now: () => number): { visitor(): Visitor } {
  const lines = new Map<string, Line>();
  const takeTurn = limitConcurrency(1);
  let behind = 0;
  let turns = 0;

  function lineOf(names: readonly [string, ...string[]]): Line {
    for (const name of names) {
      const line = lines.get(name);
      if (line) return line;
    }
    if (lines.size > maxIdle) forgetIdle();
    const [ticketId] = names;
    const line: Line = {
      ...{ ticketId, names: [ticketId], places: 0, lastTurn: 0 },
      ...{ versions: ticketVersions(), stayMs: usualStayMs, visits: new Map() },
    };
    lines.set(ticketId, line);
    return line;
  }

  function forgetIdle(): void {
    for (const line of new Set(lines.values())) if (isIdle(line)) forget(line);
  }

  const isIdle = ({ places, visits }: Line) => places === 0 && (visits.size === 0 || Math.max(...visits.keys()) * visitMs <= now());
  const forget = (line: Line) => {
    for (const name of line.names) lines.delete(name);
  };

  /**
   * The first second from now at which not more come than find a place: so many within the time
   * that a mail has one.
   */
  function sentAway(line: Line): Busy {
    const first = Math.floor(now() / visitMs);
    const reach = Math.ceil(line.stayMs / 2 / visitMs);
    for (const visit of line.visits.keys()) if (visit < first) line.visits.delete(visit);
    const isFree = (visit: number) => {
      let coming = 0;
      for (let other = visit - reach; other <= visit + reach; other += 1) coming += line.visits.get(other) ?? 0;
      return coming < maxInLine;
    };
    const visitAfter = (seconds: number) => first + (seconds * 1000) / visitMs;
    let afterSeconds = Math.max(1, Math.round(line.stayMs / 1000));
    while (afterSeconds < maxAwaySeconds && !isFree(visitAfter(afterSeconds))) afterSeconds += 1;
    const visit = visitAfter(afterSeconds);
    line.visits.set(visit, (line.visits.get(visit) ?? 0) + 1);
    return { ticketId: line.ticketId, afterSeconds };
  }

  function visitor(): Visitor {
    let line: Line | null = null;
    let lookedAfter = turns;
    let since = 0;
    const leave = () => {
      if (!line) return;
      line.stayMs += (now() - since - line.stayMs) / 5;
      line.places -= 1;
      if (line.places > 0) behind -= 1;
      if (isIdle(line)) forget(line);
      line = null;
    };
    return {
      get ticketId() {
        return line?.ticketId ?? null;
      },
      enter(names, cameBack) {
        leave();
        const wanted = lineOf(names);
        if (wanted.places > 0 && (wanted.places >= (cameBack ? maxInLine : maxNewInLine) || behind >= maxBehind)) return sentAway(wanted);
        if (wanted.places > 0) behind += 1;
        wanted.places += 1;
        since = now();
        line = wanted;
        return null;
      },
      looks() {
        lookedAfter = turns;
      },
      turn(work) {
        const mine = line;
        if (!mine) throw new Error('A turn is only for who stands in the line');
        return takeTurn(mine.ticketId, async () => {
          try {
            return await work(mine.lastTurn > lookedAfter, mine.versions);
          } finally {
            turns += 1;
            mine.lastTurn = turns;
          }
        });
      },
      named(number) {
        if (!line || line.names.includes(number)) return;
        line.names.push(number);
        lines.set(number, line);
      },
      leave,
    };
  }

  return { visitor };
}
