import { areGone } from './are-gone.ts';
import type { ImapConnection } from './imap-connection.ts';

export type Listed = { uid: number; size: number; receivedAt: Date | null };

/** What a server says of the mails with these UIDs; those that are gone are left out. */
export async function listed(open: ImapConnection, uids: number[]): Promise<Listed[]> {
  const { client, run } = open;
  const rows = await run(() => client.fetchAll(uids.join(','), { uid: true, size: true, internalDate: true }, { uid: true }));
  // servers send rows of other mails in between when their flags change, and may split one mail's
  // answer over several rows
  const byUid = new Map<number, Listed>();
  for (const { uid, size, internalDate } of rows) {
    const before = byUid.get(uid);
    byUid.set(uid, { uid, size: size ?? before?.size ?? 0, receivedAt: toDate(internalDate) ?? before?.receivedAt ?? null });
  }
  await areGone(
    open,
    uids.filter((uid) => !byUid.has(uid)),
  );
  return uids.flatMap((uid) => byUid.get(uid) ?? []);
}

function toDate(internalDate: Date | string | undefined): Date | null {
  const date = internalDate === undefined ? null : new Date(internalDate);
  return date && !Number.isNaN(date.getTime()) ? date : null;
}
