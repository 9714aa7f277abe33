/**
 * The text of a report part: UTF-8 if its bytes are valid, else ISO-8859-1 (by RFC 3464 2.1 report
 * parts are US-ASCII, but programs write other charsets). At most `limit` bytes are read: a report
 * of megabytes only keeps us busy.
 */
export function textOfBytes(bytes: Uint8Array, limit: number): string {
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.byteLength, limit));
  const text = head.toString('utf8');
  const decoded = text.includes('\ufffd') ? head.toString('latin1') : text;
  return decoded.replace(/\r\n?/g, '\n');
}
