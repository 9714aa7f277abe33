import type { Cursor } from '../../domain/mailboxes/mailbox.ts';
import type { ImapSession } from './imap-connection.ts';
import { fromCursor } from './imap-cursor.ts';

/**
 * Whether there may be mails after the cursor, by one command that opens nothing (STATUS, RFC 9051
 * 6.3.11). Flags don't matter here, so HIGHESTMODSEQ is not asked for.
 */
export async function hasNews({ client, run }: ImapSession, folder: string, cursor: Cursor | null): Promise<boolean> {
  const status = await run(() => client.status(folder, { messages: true, uidNext: true, uidValidity: true }));
  if (!status || status.messages === undefined) return true;
  const read = fromCursor(cursor);
  if (status.messages === 0 || read === null) return status.messages > 0;
  if (status.uidNext === undefined || String(status.uidValidity) !== read.uidValidity) return true;
  return status.uidNext > read.lastUid + 1;
}
