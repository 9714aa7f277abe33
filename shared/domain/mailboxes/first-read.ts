import type { Mailbox, MailboxHealth, MailboxState } from './mailbox.ts';

/**
 * So long before the first visit mail is taken too: an admin's first test comes sooner than the
 * visit, and clocks differ.
 */
const graceMs = 10 * 60_000;

/**
 * What is kept of a mailbox before its first visit: when it was connected, unless its settings say
 * from when on mail is taken. Null: there is nothing to keep, since it was visited before (also by
 * a version that kept no such time). Pure.
 */
export function healthBeforeFirstVisit({ mailbox, cursor, health }: MailboxState, now: Date): MailboxHealth | null {
  if (health !== null || cursor !== null || mailbox.since !== undefined) return null;
  const connectedAt = now.toISOString();
  return { connectedAt, lastPolledAt: null, lastMailAt: null, failures: 0, lastError: null, retryAt: null, stuckOn: null };
}

/** Mail from this time on is taken, older mail is left alone; null: all is taken. Pure. */
export function takenSince(mailbox: Mailbox, health: MailboxHealth | null): string | null {
  if (mailbox.since !== undefined) return mailbox.since;
  if (health?.connectedAt === undefined) return null;
  return new Date(Date.parse(health.connectedAt) - graceMs).toISOString();
}
