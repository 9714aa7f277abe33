import { gunzipSync, gzipSync } from 'node:zlib';
import { z } from 'zod';
import type { NotificationRef } from '../queue-items.ts';

/**
 * The bytes of a mail that was handed to its channel, in its ticket's partition: written with what
 * became of it, which costs no request of its own. `raw`: gzip, as Base64.
 */
export const SentMail = z.object({
  id: z.string(),
  type: z.literal('sent-mail'),
  schemaVersion: z.literal(1),
  ticketId: z.string(),
  at: z.iso.datetime(),
  raw: z.string(),
});
export type SentMail = z.infer<typeof SentMail>;

/** More would make the batch dear (and 2 MB is its end): such a mail is kept as a blob. */
const maxInTicket = 64_000;
/** Of what is not even packed to find out: a mail with files. */
const maxPacked = 500_000;

/** The item of a notification's mail: one, whatever the number of tries. Pure. */
export const sentMailId = (notificationId: string): string => `sent-${notificationId}`;

/** The blob of a mail that is too large for an item, or perhaps left. Pure. */
export const sentMailName = (notificationId: string): string => `sent/${notificationId}.eml`;

/** A mail as it is kept in its ticket; null when it is too large for that. Pure. */
export function sentMail(
  { ticketId, notificationId }: Pick<NotificationRef, 'ticketId' | 'notificationId'>,
  raw: Uint8Array,
  now: Date,
): SentMail | null {
  if (raw.byteLength > maxPacked) return null;
  const packed = gzipSync(raw).toString('base64');
  if (packed.length > maxInTicket) return null;
  return { id: sentMailId(notificationId), type: 'sent-mail', schemaVersion: 1, ticketId, at: now.toISOString(), raw: packed };
}

/** The bytes of a mail that is kept. Pure. */
export const bytesOf = ({ raw }: SentMail): Buffer => gunzipSync(Buffer.from(raw, 'base64'));
