/**
 * IMAP's id of a mail: a UID means a mail only together with its folder and the UIDVALIDITY of that
 * (RFC 9051 2.3.1.1). The first folder of a mailbox is not named.
 */
export const toRemoteId = (uidValidity: string, uid: number, folder: string | null = null): string =>
  `${uidValidity}.${uid}${folder === null ? '' : `/${folder}`}`;

/**
 * Takes `<UIDVALIDITY>.<UID>` or `<UIDVALIDITY>.<UID>/<folder>` apart (`folder` null: the first);
 * null: it is no such id.
 */
export function fromRemoteId(remoteId: string): { uidValidity: string; uid: number; folder: string | null } | null {
  const [, uidValidity, uid, folder] = /^(\d{1,20})\.([1-9]\d{0,9})(?:\/(.+))?$/s.exec(remoteId) ?? [];
  return uidValidity && uid ? { uidValidity, uid: Number(uid), folder: folder ?? null } : null;
}
