import { MailSourceError } from '../../errors.ts';
import type { ImapConnection } from './imap-connection.ts';
import { toRemoteId } from './remote-id.ts';

/**
 * Makes sure that mails which were asked for and did not come have been removed in the meantime: a
 * server in trouble leaves some out and calls that a success, and the cursor would pass them by.
 */
export async function areGone({ client, name, uidValidity, run }: ImapConnection, uids: number[]): Promise<void> {
  if (uids.length === 0) return;
  const left = await run(() => client.search({ uid: uids.join(',') }, { uid: true }));
  const [uid] = left || uids;
  if (uid !== undefined) throw notHandedOver(uid, toRemoteId(uidValidity, uid, name));
}

/** The server has a mail, and gives nothing or only a part of it. */
export const notHandedOver = (uid: number, remoteId: string) =>
  new MailSourceError('protocol', `The server lists the mail with UID ${uid}, but does not hand it over`, { remoteId });
