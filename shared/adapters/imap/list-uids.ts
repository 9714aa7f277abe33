import { z } from 'zod';
import { MailSourceError } from '../../errors.ts';
import type { MailListing } from '../../ports/mail-source.ts';
import type { ImapConnection } from './imap-connection.ts';
import { listed } from './listed-mails.ts';
import { toRemoteId } from './remote-id.ts';

/** Mails in a part of a listing. */
const pageSize = 250;
/** SINCE knows days only, by the server's own clock (RFC 9051 6.4.4). */
const dayMs = 24 * 3_600_000;

/** How far a listing has come: behind this UID of a folder. */
const Place = z.object({ folder: z.string(), uidValidity: z.string(), lastUid: z.number().int().min(0) });

/**
 * Lists the folders of a mailbox by UIDs. Those of a folder are asked for once as long as the
 * connection lasts, and then what is known of a few hundred of them at a time.
 */
export function listUids(folders: readonly string[], open: (folder: string) => Promise<ImapConnection>): MailListing['listMails'] {
  let kept: { folder: string; since: number; uids: number[] } | null = null;

  const uidsOf = async (name: string, { client, folder, run }: ImapConnection, since: Date | null): Promise<number[]> => {
    if (kept?.folder === name && kept.since === (since?.getTime() ?? 0)) return kept.uids;
    if (folder.exists === 0) return [];
    const wanted = since ? { since: new Date(since.getTime() - dayMs) } : { all: true };
    const found = await run(() => client.search(wanted, { uid: true }));
    if (!found) throw new MailSourceError('protocol', 'The server refused to list the folder (UID SEARCH)');
    kept = { folder: name, since: since?.getTime() ?? 0, uids: found.toSorted((a, b) => a - b) };
    return kept.uids;
  };

  return async (since, page) => {
    const place = page === null ? null : Place.parse(JSON.parse(page));
    const at = Math.max(0, folders.indexOf(place?.folder ?? ''));
    const name = folders[at] ?? '';
    const following = folders[at + 1];
    const atNext = following === undefined ? null : JSON.stringify({ folder: following, uidValidity: '', lastUid: 0 });
    try {
      const folder = await open(name);
      const { uidValidity } = folder;
      const last = place?.folder === name && place.uidValidity === uidValidity ? place.lastUid : 0;
      const rest = (await uidsOf(name, folder, since)).filter((uid) => uid > last);
      const uids = rest.slice(0, pageSize);
      const rows = uids.length === 0 ? [] : await listed(folder, uids);
      const mails = rows
        .filter(({ receivedAt }) => since === null || receivedAt === null || receivedAt >= since)
        .map(({ uid, ...rest }) => ({ remoteId: toRemoteId(uidValidity, uid, folder.name), ...rest }));
      const lastUid = uids.at(-1);
      return { mails, next: rest.length > pageSize ? JSON.stringify({ folder: name, uidValidity, lastUid }) : atNext };
    } catch (error) {
      if (folders.length > 1 && error instanceof MailSourceError && error.failure === 'folder-missing') return { mails: [], next: atNext };
      throw error;
    }
  };
}
