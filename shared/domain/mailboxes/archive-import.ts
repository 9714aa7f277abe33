import { z } from 'zod';
import type { Outcome } from '../trace/outcome.ts';
import { Cursor } from './mailbox.ts';

const Count = z.number().int().min(0);

/**
 * The mails that were looked at so far. `refused`: they make no ticket, and their traces say why.
 */
const Counts = {
  found: Count,
  imported: Count,
  /** A copy of it was in a ticket already. */
  known: Count,
  refused: Count,
  /**
   * Each is tried again by itself, or stays in the mailbox since it is too large; see its trace.
   */
  failed: Count,
};

/** The import of the mail that a mailbox held before it was connected (item `archive-import`). */
export const ArchiveImport = z.object({
  state: z.enum(['running', 'stopped', 'done', 'failed']),
  /** Mails received from then on, and before then: those after are read as they come. */
  since: z.iso.datetime(),
  before: z.iso.datetime(),
  /** All mails up to here are counted. */
  cursor: Cursor.nullable(),
  ...Counts,
  /** What is in the way; null: nothing. */
  problem: z.string().nullable(),
  /** How many turns in a row ended on it. */
  failures: Count,
  /** The mail that ended them, and how many in a row: in the end it is set aside. */
  stuckOn: z.object({ remoteId: z.string(), times: Count }).nullable(),
  startedAt: z.iso.datetime(),
  startedBy: z.string(),
});
export type ArchiveImport = z.infer<typeof ArchiveImport>;

/** An import of what a mailbox received between two times, from its beginning. Pure. */
export const beginImport = (wanted: Pick<ArchiveImport, 'since' | 'before' | 'startedBy'>, now: Date): ArchiveImport => ({
  ...wanted,
  state: 'running',
  cursor: null,
  ...{ found: 0, imported: 0, known: 0, refused: 0, failed: 0 },
  problem: null,
  failures: 0,
  stuckOn: null,
  startedAt: now.toISOString(),
});

const countOf = {
  ticket: 'imported',
  reply: 'imported',
  duplicate: 'known',
  suppressed: 'refused',
  recorded: 'refused',
  quarantined: 'failed',
  failed: 'failed',
  processing: 'failed',
} as const satisfies Record<Outcome, keyof typeof Counts>;

/**
 * The import once these mails are done with, and read up to `cursor`. A mail that is looked at
 * again has the outcome that it had: it is counted as if it were the first time. Pure.
 */
export function counted(before: ArchiveImport, outcomes: readonly Outcome[], cursor: Cursor): ArchiveImport {
  const after = { ...before, cursor, failures: 0, problem: null, stuckOn: null, found: before.found + outcomes.length };
  for (const outcome of outcomes) after[countOf[outcome]] += 1;
  return after;
}

/** After so many turns in a row that failed, an admin has to look. */
const maxFailures = 20;
const firstWaitMs = 60_000;
const maxWaitMs = 15 * 60_000;

/** Why its mailbox ended a turn, on which mail, and when to come back, where that is known. */
type Interruption = { failure: string; message: string; retryAfterMs: number | null; remoteId: string | null };

/** How many turns in a row may end on the same mail before it is set aside. */
const maxTriesOfAMail = 4;

/** The mail that the next turn sets aside; null: none. Pure. */
export const setAsideNext = ({ stuckOn }: ArchiveImport): string | null =>
  stuckOn !== null && stuckOn.times >= maxTriesOfAMail ? stuckOn.remoteId : null;

/**
 * The import after a turn that its mailbox ended, and when it goes on: later each time, or as the
 * mailbox said; null: it has failed. A login that was refused is not tried on and on: that would
 * lock the account. Pure.
 */
export function interrupted(
  before: ArchiveImport,
  { failure, message, retryAfterMs, remoteId }: Interruption,
): { after: ArchiveImport; waitMs: number | null } {
  const failures = before.failures + 1;
  const hopeless = failure === 'login-refused' || failure === 'needs-authorisation' || failures >= maxFailures;
  const times = before.stuckOn?.remoteId === remoteId ? before.stuckOn.times : 0;
  const stuckOn = remoteId === null ? before.stuckOn : { remoteId, times: times + 1 };
  const after: ArchiveImport = { ...before, failures, stuckOn, problem: `${failure}: ${message}`, state: hopeless ? 'failed' : 'running' };
  const wait = Math.max(Math.min(firstWaitMs * 2 ** (failures - 1), maxWaitMs), retryAfterMs ?? 0);
  return { after, waitMs: hopeless ? null : wait };
}
