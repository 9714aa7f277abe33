/** Up to this length a string is faster than a loop over the bytes. */
const shortBytes = 65_536;

/**
 * The bytes with LF for each CR LF, and for each bare CR if `alone` says so; a view of the same
 * bytes if there are none. One pass: replacing ten million line ends in a string takes seconds.
 */
export function toLineFeeds(bytes: Buffer, alone: 'keep' | 'replace'): Buffer {
  const first = bytes.indexOf(0x0d);
  if (first < 0) return bytes;
  if (bytes.length <= shortBytes) {
    const text = bytes.toString('latin1');
    return Buffer.from(alone === 'keep' ? text.replaceAll('\r\n', '\n') : text.replace(/\r\n?/g, '\n'), 'latin1');
  }
  const out = Buffer.allocUnsafe(bytes.length);
  let length = bytes.copy(out, 0, 0, first);
  for (let at = first; at < bytes.length; at += 1) {
    const byte = bytes[at] ?? 0;
    const isPair = byte === 0x0d && bytes[at + 1] === 0x0a;
    if (isPair) continue;
    out[length] = byte === 0x0d && alone === 'replace' ? 0x0a : byte;
    length += 1;
  }
  return out.subarray(0, length);
}
