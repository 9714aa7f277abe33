/** How far a folder has been read: `<UIDVALIDITY>.<UID>` of the last mail (RFC 9051 2.3.1.1). */
export const toToken = (uidValidity: string, lastUid: number): string => `${uidValidity}.${lastUid}`;

/**
 * Takes a token apart. Null: there is none, or it can't be read; the folder is then read from its
 * start, and what is known is found again by its content.
 */
export function fromToken(token: string | null): { uidValidity: string; lastUid: number } | null {
  const [, uidValidity, lastUid] = /^([^.]{1,20})\.(\d{1,10})$/.exec(token ?? '') ?? [];
  return uidValidity && lastUid ? { uidValidity, lastUid: Number(lastUid) } : null;
}
