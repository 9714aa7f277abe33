import type { Cursor } from '../../domain/mailboxes/mailbox.ts';

const kind = 'imap';

/** The cursor behind a mail that has been read: `<UIDVALIDITY>.<UID>` (RFC 9051 2.3.1.1). */
export const toCursor = (uidValidity: string, lastUid: number): Cursor => ({ kind, token: `${uidValidity}.${lastUid}` });

/**
 * Takes a cursor apart. Null: there is none, it is another source's, or it can't be read; the
 * folder is then read from its start, and what is known is found again by its content.
 */
export function fromCursor(cursor: Cursor | null): { uidValidity: string; lastUid: number } | null {
  const [, uidValidity, lastUid] = (cursor?.kind === kind && /^([^.]{1,20})\.(\d{1,10})$/.exec(cursor.token)) || [];
  return uidValidity && lastUid ? { uidValidity, lastUid: Number(lastUid) } : null;
}
