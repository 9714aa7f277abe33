import type { ImapSession } from './imap-connection.ts';
import { fromToken } from './imap-cursor.ts';

/**
 * Whether there may be mails in a folder after its token, by one command that opens nothing
 * (STATUS, RFC 9051 6.3.11). Flags don't matter here, so HIGHESTMODSEQ is not asked for.
 */
export async function hasNews({ client, run }: ImapSession, folder: string, token: string | null): Promise<boolean> {
  const status = await run(() => client.status(folder, { messages: true, uidNext: true, uidValidity: true }), undefined, folder);
  if (!status || status.messages === undefined) return true;
  const read = fromToken(token);
  if (status.messages === 0 || read === null) return status.messages > 0;
  if (status.uidNext === undefined || String(status.uidValidity) !== read.uidValidity) return true;
  return status.uidNext > read.lastUid + 1;
}
