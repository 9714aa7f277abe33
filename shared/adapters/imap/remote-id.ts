/**
 * IMAP's id of a mail: a UID means a mail only together with the UIDVALIDITY of its folder (RFC
 * 9051 2.3.1.1).
 */
export const toRemoteId = (uidValidity: string, uid: number): string => `${uidValidity}.${uid}`;

/** Takes `<UIDVALIDITY>.<UID>` apart; null: it is no such id. */
export function fromRemoteId(remoteId: string): { uidValidity: string; uid: number } | null {
  const [, uidValidity, uid] = /^(\d{1,20})\.([1-9]\d{0,9})$/.exec(remoteId) ?? [];
  return uidValidity && uid ? { uidValidity, uid: Number(uid) } : null;
}
