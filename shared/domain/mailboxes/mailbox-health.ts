import { z } from 'zod';
import { elapsedMs } from './elapsed.ts';
import type { ServerCertificate } from './health-facts.ts';
import type { MailboxHealth, MailboxState } from './mailbox.ts';

/**
 * How a read went. `note`: it went well, but for something the admin should know, such as a folder
 * that mails can't be moved to. `failure`: the code of a MailSourceError. `certificate`: the one
 * that the server showed, where it shows one.
 */
export type MailboxRead = { mails: number; certificate?: ServerCertificate | null } & (
  | { kind: 'read'; note: string | null }
  | { kind: 'failed'; error: string; failure?: string; retryAfterMs: number | null; remoteId: string | null }
);

const minute = 60_000;

/** The first wait after a failure, doubled with each that follows, up to the longest one. */
type Waits = { first: number; longest: number };
const usualWaits: Waits = { first: minute / 2, longest: 15 * minute };
const waits: Readonly<Record<string, Waits>> = {
  // a password that is wrong stays wrong, and each try brings the account nearer to being locked
  'login-refused': { first: 5 * minute, longest: 30 * minute },
  // only a person can help, and says so when they have (resumedHealth)
  'needs-authorisation': { first: 15 * minute, longest: 15 * minute },
};
/** A source that says more, or a clock that was wrong, would silence a mailbox for good. */
const maxWaitMs = 24 * 60 * minute;

/** So many refused sign-ins within so long, and we stop: servers lock an account after five. */
const maxRefusals = 3;
const refusalsWithinMs = 3 * 60 * minute;

/** How many reads in a row may end on the same mail before it is set aside. */
const maxTriesOfAMail = 4;

/**
 * The mailbox's health after a read: the wait doubles with each failure, or is as long as the
 * source said. A good read ends all that went wrong before. Pure.
 */
export function mailboxHealth(before: MailboxHealth | null, read: MailboxRead, now: Date): MailboxHealth {
  const at = now.toISOString();
  const certificate = read.certificate ?? before?.certificate;
  const kept = {
    ...(before?.connectedAt !== undefined && { connectedAt: before.connectedAt }),
    ...(certificate && { certificate }),
  };
  const lastMailAt = read.mails > 0 ? at : (before?.lastMailAt ?? null);
  if (read.kind === 'read') {
    return { ...kept, lastPolledAt: at, lastMailAt, failures: 0, lastError: read.note, retryAt: null, stuckOn: null };
  }
  const failures = (before?.failures ?? 0) + 1;
  return {
    ...kept,
    lastPolledAt: before?.lastPolledAt ?? null,
    lastMailAt,
    failures,
    lastError: read.error,
    retryAt: new Date(now.getTime() + waitMs(read, failures)).toISOString(),
    stuckOn: read.remoteId === null ? (before?.stuckOn ?? null) : stuckOn(before, read.remoteId),
    ...troubleAfter(before, read.failure, now),
  };
}

function waitMs({ failure = '', retryAfterMs }: { failure?: string; retryAfterMs: number | null }, failures: number): number {
  const { first, longest } = Object.hasOwn(waits, failure) ? (waits[failure] ?? usualWaits) : usualWaits;
  return Math.min(Math.max(Math.min(first * 2 ** Math.min(failures - 1, 20), longest), retryAfterMs ?? 0), maxWaitMs);
}

/** What is remembered of a mailbox that fails, until it is read well or somebody clears it. */
function troubleAfter(last: MailboxHealth | null, failure: string | undefined, now: Date) {
  const at = now.toISOString();
  const before = last && last.failures > 0 ? last : null;
  const refusals = [...recentRefusals(before, now), ...(failure === 'login-refused' ? [at] : [])].slice(0, maxRefusals);
  const unauthorisedSince = before?.unauthorisedSince ?? (failure === 'needs-authorisation' ? at : undefined);
  const since = before?.failingSince;
  return {
    // a clock that was ahead would let it pass for one that has just begun to fail
    failingSince: since !== undefined && since <= at ? since : at,
    ...(failure !== undefined && { lastFailure: failure }),
    ...(unauthorisedSince !== undefined && { unauthorisedSince }),
    ...(refusals.length > 0 && { refusals }),
  };
}

/** Once they are enough, they stay. */
function recentRefusals(health: MailboxHealth | null, now: Date): string[] {
  const refusals = health?.refusals ?? [];
  return refusals.length >= maxRefusals ? refusals : refusals.filter((at) => elapsedMs(at, now) < refusalsWithinMs);
}

function stuckOn(before: MailboxHealth | null, remoteId: string): MailboxHealth['stuckOn'] {
  const times = before?.stuckOn?.remoteId === remoteId ? before.stuckOn.times : 0;
  return { remoteId, times: times + 1 };
}

/** The mail that the next read sets aside, since too many in a row ended on it; null: none. */
export const mailToSetAside = (health: MailboxHealth | null): string | null =>
  health?.stuckOn && health.stuckOn.times >= maxTriesOfAMail ? health.stuckOn.remoteId : null;

const WithPassword = z.object({ login: z.object({ method: z.literal('password') }) });

/**
 * Since when we have stopped reading a mailbox, since its password was refused again and again;
 * null: we have not. An app or a token has no account that could be locked. Pure.
 */
export function stoppedByUsSince({ mailbox, health }: Pick<MailboxState, 'mailbox' | 'health'>): string | null {
  const last = health?.refusals?.[maxRefusals - 1];
  return last !== undefined && health?.failures !== 0 && WithPassword.safeParse(mailbox).success ? last : null;
}

/** Whether a mailbox is not read now: we stopped, or it failed and its time has not come. Pure. */
export function isHeldBack(state: Pick<MailboxState, 'mailbox' | 'health'>, now: Date): boolean {
  const wait = Date.parse(state.health?.retryAt ?? '') - now.getTime();
  return stoppedByUsSince(state) !== null || (wait > 0 && wait <= maxWaitMs);
}

/**
 * The health of a mailbox that somebody has put right, or wants to be tried now: resumed, with
 * another password or host, authorised again. It is read at the next poll, and what was wrong
 * counts anew. Pure.
 */
export function resumedHealth(health: MailboxHealth, now: Date): MailboxHealth {
  const { lastFailure, failingSince, unauthorisedSince, refusals, ...kept } = health;
  return { ...kept, failures: 0, lastError: null, retryAt: null, resumedAt: now.toISOString() };
}
