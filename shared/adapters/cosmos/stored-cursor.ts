import { z } from 'zod';
import { Cursor } from '../../domain/mailboxes/mailbox.ts';

/**
 * The first version stored IMAP's UIDVALIDITY and last UID as two fields, and Graph's delta link
 * under its name.
 */
const token = z.string().optional();
const FirstImapCursor = z.object({ kind: z.literal('imap'), token, uidValidity: z.string(), lastUid: z.number() });
const FirstGraphCursor = z.object({ kind: z.literal('graph'), token, deltaLink: z.string() });

/** A cursor as it is stored; those of the first version as what they are now. */
export const StoredCursor = z.preprocess((stored: unknown): unknown => {
  const imap = FirstImapCursor.safeParse(stored).data;
  if (imap) return { kind: imap.kind, token: imap.token ?? `${imap.uidValidity}.${imap.lastUid}` };
  const graph = FirstGraphCursor.safeParse(stored).data;
  return graph ? { kind: graph.kind, token: graph.token ?? graph.deltaLink } : stored;
}, Cursor);

/**
 * A cursor to be stored: beside its token with the fields of the first version, so that a
 * deployment that is taken back goes on where this one was.
 */
export function toStoredCursor(cursor: Cursor): Cursor & Record<string, unknown> {
  if (cursor.kind === 'graph') return { ...cursor, deltaLink: cursor.token };
  const [uidValidity, lastUid] = cursor.token.split('.');
  return cursor.kind === 'imap' ? { ...cursor, uidValidity, lastUid: Number(lastUid) } : cursor;
}
