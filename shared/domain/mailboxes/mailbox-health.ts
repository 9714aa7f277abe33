import type { MailboxHealth } from './mailbox.ts';

/**
 * How a read went. `note`: it went well, but for something the admin should know, such as a folder
 * that mails can't be moved to.
 */
export type MailboxRead =
  | { kind: 'read'; mails: number; note: string | null }
  | { kind: 'failed'; mails: number; error: string; retryAfterMs: number | null; remoteId: string | null };

const firstWaitMs = 30_000;
/** A password that is wrong stays wrong: asking every 30 s would lock the account. */
const maxWaitMs = 15 * 60_000;
/** How many reads in a row may end on the same mail before it is set aside. */
const maxTriesOfAMail = 4;

/**
 * The mailbox's health after a read: the wait doubles with each failure, from 30 s to 15 min, or is
 * as long as the source said. Pure.
 */
export function mailboxHealth(before: MailboxHealth | null, read: MailboxRead, now: Date): MailboxHealth {
  const at = now.toISOString();
  const kept = before?.connectedAt === undefined ? {} : { connectedAt: before.connectedAt };
  const lastMailAt = read.mails > 0 ? at : (before?.lastMailAt ?? null);
  if (read.kind === 'read') {
    return { ...kept, lastPolledAt: at, lastMailAt, failures: 0, lastError: read.note, retryAt: null, stuckOn: null };
  }
  const failures = (before?.failures ?? 0) + 1;
  const wait = Math.max(Math.min(firstWaitMs * 2 ** (failures - 1), maxWaitMs), read.retryAfterMs ?? 0);
  return {
    ...kept,
    lastPolledAt: before?.lastPolledAt ?? null,
    lastMailAt,
    failures,
    lastError: read.error,
    retryAt: new Date(now.getTime() + wait).toISOString(),
    stuckOn: read.remoteId === null ? (before?.stuckOn ?? null) : stuckOn(before, read.remoteId),
  };
}

function stuckOn(before: MailboxHealth | null, remoteId: string): MailboxHealth['stuckOn'] {
  const times = before?.stuckOn?.remoteId === remoteId ? before.stuckOn.times : 0;
  return { remoteId, times: times + 1 };
}

/** The mail that the next read sets aside, since too many in a row ended on it; null: none. */
export const mailToSetAside = (health: MailboxHealth | null): string | null =>
  health?.stuckOn && health.stuckOn.times >= maxTriesOfAMail ? health.stuckOn.remoteId : null;
