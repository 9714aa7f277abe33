import type { Cursor, Mailbox, MailboxHealth, MailboxState } from './mailbox.ts';

/** Mail that came this long before the first read is read too: clocks differ, and admins test. */
const graceMs = 10 * 60_000;

/**
 * What is kept of a mailbox before its first read: when it was connected, unless its settings say
 * from when on mail is read. Null: nothing, since it was read before (perhaps by a version that
 * kept no such time). Pure.
 */
export function healthBeforeFirstRead({ mailbox, cursor, health }: MailboxState, now: Date): MailboxHealth | null {
  if (health !== null || cursor !== null || mailbox.since !== undefined) return null;
  const connectedAt = now.toISOString();
  return { connectedAt, lastPolledAt: null, lastMailAt: null, failures: 0, lastError: null, retryAt: null, stuckOn: null };
}

/** Mail from this time on is read, older mail is left alone; null: all is read. Pure. */
export function readSince(mailbox: Mailbox, health: MailboxHealth | null): string | null {
  if (mailbox.since !== undefined) return mailbox.since;
  if (health?.connectedAt === undefined) return null;
  return fromNowOn(new Date(health.connectedAt));
}

/**
 * From when on mail is read in a mailbox that is connected now, if it is to be from now on. Pure.
 */
export const fromNowOn = (now: Date): string => new Date(now.getTime() - graceMs).toISOString();

/**
 * Which mailbox at its source is read: a cursor of another one says nothing of this. Of several
 * folders it is the first that counts: the others stand in the cursor by their names. Pure.
 */
export const readFrom = (mailbox: Mailbox): string => {
  const { kind, user = '', folders = [] }: { kind: string; user?: unknown; folders?: readonly string[] } = mailbox;
  return JSON.stringify([kind, user, folders[0] ?? '']);
};

/** The cursor from which a mailbox is read on; null: from its start. Pure. */
export const cursorOf = ({ cursor, mailbox }: Pick<MailboxState, 'cursor' | 'mailbox'>): Cursor | null =>
  cursor && (cursor.of === undefined || cursor.of === readFrom(mailbox)) ? cursor : null;
