/**
 * The text of a report part: UTF-8 where the bytes are, else ISO-8859-1 (report parts are US-ASCII
 * by RFC 3464 2.1, programs write what they like). At most `limit` bytes are read: a report of
 * megabytes only serves to keep us busy.
 */
export function textOfBytes(bytes: Uint8Array, limit: number): string {
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.byteLength, limit));
  const text = head.toString('utf8');
  const decoded = text.includes('\ufffd') ? head.toString('latin1') : text;
  return decoded.replace(/\r\n?/g, '\n');
}
