import { createHash } from 'node:crypto';
import { z } from 'zod';

const count = z.number().int().min(0);

/** What a count of a mailbox's folders came to, against the mails that have a trace. */
const counts = {
  /** Mails that lie in its folders, received since `since` and before the count began. */
  inMailbox: count,
  /** Of these, those that had a trace. */
  known: count,
  /** Those that had none and were fetched by this. */
  fetched: count,
  /** Those that have none at the end, although they were fetched. */
  missing: count,
  /** Those that can't be taken in; their traces say why. */
  failed: count,
};

/** What is kept of a count that has ended. */
const ReconcileReport = z.object({
  startedAt: z.iso.datetime(),
  endedAt: z.iso.datetime(),
  since: z.iso.datetime().nullable(),
  ...counts,
});

/**
 * The newest count of a mailbox, under way or ended, and those before it. It goes through what the
 * source lists up to three times: to `count` what is known, to `fetch` what is not, and to `check`
 * that it has a trace then; the later ones only from the first page on that needed it.
 */
export const Reconcile = z.object({
  mailboxId: z.string(),
  startedAt: z.iso.datetime(),
  since: z.iso.datetime().nullable(),
  pass: z.enum(['count', 'fetch', 'check']),
  /** The page of the listing that comes next (null: the first), and how many of it are done. */
  page: z.string().nullable(),
  doneInPage: count,
  /** From the first to the last page with mails that were not known; null: there was none. */
  unsettled: z.object({ from: z.string().nullable(), until: z.string().nullable() }).nullable(),
  ...counts,
  /** The mails without a trace that the last check found, and checks since there were fewer. */
  lastMissing: count.nullable(),
  checks: count,
  /** Those still missing after some checks are fetched once more. */
  isRetried: z.boolean(),
  /** Failures of the source in a row, with the mail that it failed on, if on one. */
  failures: count,
  stuckOn: z.string().nullable(),
  /**
   * Why it could not go on so far, or has ended: a failure of the source, `paused` with its
   * mailbox, or `given-up` by the queue.
   */
  problem: z.object({ code: z.string().max(40), message: z.string().max(1000) }).nullable(),
  updatedAt: z.iso.datetime(),
  endedAt: z.iso.datetime().nullable(),
  /** Of counts that came to their end, the newest first. */
  reports: z.array(ReconcileReport).max(30),
});
export type Reconcile = z.infer<typeof Reconcile>;

/** A count as it was read: who writes it back must have seen the newest. */
export type StoredReconcile = { reconcile: Reconcile; etag: string };

/** A month of daily counts. */
const maxReports = 30;
const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
/**
 * How far a count reaches back before the one before began: the mails of two days are seen twice.
 */
const overlapMs = 48 * hourMs;
/** Traces of mails that could not be had are kept for so many days (failure-traces.ts). */
const maxTraceDays = 90;
/** One that could not go on for so long is not gone on with. */
const maxResumeMs = 7 * dayMs;

/**
 * What bounds a count: from when on mail of the mailbox is read (null: all), and for how many days
 * the traces of mails that became nothing are kept: what has no trace any more would be taken for
 * missing.
 */
export type ReconcileBounds = { mailboxSince: string | null; traceDays: number };

/** Since when mails are counted: as far back as the count before, and some more. */
function sinceWhen(before: Reconcile | null, { mailboxSince, traceDays }: ReconcileBounds, now: Date): string {
  const last = before?.reports[0]?.startedAt;
  const traced = now.getTime() - Math.min(traceDays, maxTraceDays) * dayMs + hourMs;
  const from = [traced, mailboxSince === null ? 0 : Date.parse(mailboxSince)];
  if (last !== undefined) from.push(Date.parse(last) - overlapMs);
  return new Date(Math.max(...from)).toISOString();
}

/**
 * The count that is to go on when one is asked for: the one under way, or one that ended by a
 * problem, from where it stopped; else a new one. Pure.
 */
export function planReconcile(mailboxId: string, before: Reconcile | null, bounds: ReconcileBounds, now: Date): Reconcile {
  if (before && before.endedAt === null) return before;
  const at = now.toISOString();
  const isLeft = before?.problem != null && now.getTime() - Date.parse(before.startedAt) < maxResumeMs;
  if (before && isLeft) return { ...before, endedAt: null, failures: 0, problem: null, updatedAt: at };
  return {
    ...{ mailboxId, startedAt: at, since: sinceWhen(before, bounds, now), updatedAt: at, endedAt: null },
    ...{ pass: 'count', page: null, doneInPage: 0, unsettled: null },
    ...{ inMailbox: 0, known: 0, fetched: 0, missing: 0, failed: 0 },
    ...{ lastMissing: null, checks: 0, isRetried: false, failures: 0, stuckOn: null, problem: null },
    reports: before?.reports ?? [],
  };
}

/** Mails that came after a count began are not of it. */
export const isCounted = ({ startedAt }: Reconcile, { receivedAt }: { receivedAt: Date | null }): boolean =>
  receivedAt === null || receivedAt.getTime() <= Date.parse(startedAt);

/** How many checks are made while nothing gets less: with their waits some five minutes. */
const maxChecks = 8;
const maxWaitMs = 80_000;

/** What comes when the last page of a pass is done, and after how long; Pure. */
export function planNextPass(at: Reconcile, now: Date): { next: Reconcile; afterMs: number } {
  const from = { page: at.unsettled?.from ?? null, doneInPage: 0, updatedAt: now.toISOString() };
  const ended = (): Reconcile => {
    const endedAt = now.toISOString();
    const { startedAt, since, inMailbox, fetched, missing, failed } = at;
    const known = Math.max(0, inMailbox - fetched);
    const report = { startedAt, endedAt, since, inMailbox, known, fetched, missing, failed };
    return { ...at, known, endedAt, updatedAt: endedAt, reports: [report, ...at.reports].slice(0, maxReports) };
  };
  if (at.unsettled === null) return { next: ended(), afterMs: 0 };
  // mails that were announced a moment ago get their traces meanwhile
  if (at.pass === 'count') return { next: { ...at, ...from, pass: 'fetch' }, afterMs: 10_000 };
  const check: Reconcile = { ...at, ...from, pass: 'check', missing: 0, failed: 0 };
  if (at.pass === 'fetch') return { next: { ...check, lastMissing: null, checks: 0 }, afterMs: 1000 };
  if (at.missing === 0) return { next: ended(), afterMs: 0 };
  const checks = at.lastMissing === null || at.missing < at.lastMissing ? 1 : at.checks + 1;
  const wait = Math.min(1000 * 2 ** checks, maxWaitMs);
  if (checks < maxChecks) return { next: { ...check, checks, lastMissing: at.missing }, afterMs: wait };
  if (at.isRetried) return { next: ended(), afterMs: 0 };
  return { next: { ...at, ...from, pass: 'fetch', isRetried: true }, afterMs: 0 };
}

/** When a mailbox was last to be counted: each has its own minute of the day. Pure. */
export function lastReconcileDue(mailboxId: string, now: Date): Date {
  const offset = (createHash('sha256').update(mailboxId).digest().readUInt32BE() % 1440) * 60_000;
  const today = Math.floor(now.getTime() / dayMs) * dayMs + offset;
  return new Date(today <= now.getTime() ? today : today - dayMs);
}
