import type { HourOfMails } from './mailbox-watch.ts';

const hourMs = 3_600_000;
const keptHours = 24;

/** The beginning of the hour (UTC) that a time is in. Pure. */
export const hourOf = (at: Date): string => new Date(Math.floor(at.getTime() / hourMs) * hourMs).toISOString();

/** The first of the hours that are kept: the running one is the last of 24. */
const firstKept = (now: Date): string => hourOf(new Date(now.getTime() - (keptHours - 1) * hourMs));

/** What became of the mails of the last 24 hours of the clock. Pure. */
export function mailsByOutcome(hours: readonly HourOfMails[], now: Date): Record<string, number> {
  const sums: Record<string, number> = {};
  for (const { outcomes } of within(hours, now)) {
    for (const [outcome, count] of Object.entries(outcomes)) sums[outcome] = (sums[outcome] ?? 0) + count;
  }
  return sums;
}

/**
 * The hours with those that were counted anew in place of what was known of them (an hour of no
 * mails is left out), newest last. Counting again changes nothing. Pure.
 */
export function withCounted(known: readonly HourOfMails[], counted: readonly HourOfMails[], from: string, now: Date): HourOfMails[] {
  return within([...known.filter(({ hour }) => hour < from), ...counted], now).sort((one, other) => (one.hour < other.hour ? -1 : 1));
}

/** What a clock that was ahead counted is no news of today. */
const within = (hours: readonly HourOfMails[], now: Date): HourOfMails[] => {
  const [first, last] = [firstKept(now), hourOf(now)];
  return hours.filter(({ hour }) => hour >= first && hour <= last);
};

/** Clocks differ, and what is written now may bear the time of some minutes ago. */
const againMs = 10 * 60_000;

/**
 * From which hour on mails are counted: the running one again each time, and what was not counted
 * while nothing ran. Pure.
 */
export function countFrom(lastCountedAt: string | null, now: Date): string {
  const first = firstKept(now);
  if (lastCountedAt === null || lastCountedAt > now.toISOString()) return first;
  const hourBefore = hourOf(new Date(Date.parse(lastCountedAt) - againMs));
  return hourBefore > first ? hourBefore : first;
}

/** The hours from one on, the running one included. Pure. */
export function hoursFrom(from: string, now: Date): { hour: string; until: string }[] {
  const hours = Math.max(0, Math.floor((now.getTime() - Date.parse(from)) / hourMs)) + 1;
  const beginning = (n: number) => new Date(Date.parse(from) + n * hourMs).toISOString();
  return Array.from({ length: Math.min(hours, keptHours) }, (_, n) => ({ hour: beginning(n), until: beginning(n + 1) }));
}
