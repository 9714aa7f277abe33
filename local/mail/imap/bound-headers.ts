/**
 * No field of a real mail comes near; hoodiecrow's parser needs quadratic time and deep recursion
 * for addresses and parameters (over 20 s for a To of 1.6 MB).
 */
const MAX_FIELD = 2 * 1024;
/** Of all headers in a mail together. */
const MAX_TOTAL = 128 * 1024;

/**
 * The mail (one character a byte) with header fields that are too long cut, and what is too much
 * dropped, in its own header and in those of its parts, so that showing a hostile mail's structure
 * cannot hold up everybody else. Bodies stay. Linear in the mail's size.
 */
export function boundHeaders(raw: string): string {
  const lines: string[] = [];
  let inHeader = true;
  let total = MAX_TOTAL;
  let room = MAX_FIELD;
  for (let start = 0; start < raw.length; ) {
    const end = raw.indexOf('\n', start);
    const line = end < 0 ? raw.slice(start) : raw.slice(start, end + 1);
    start += line.length;
    const isBlank = line === '\r\n' || line === '\n';
    if (!inHeader || isBlank) {
      // what looks like a boundary may start a part with a header of its own
      inHeader = !isBlank && line.startsWith('--');
      lines.push(line);
      continue;
    }
    const isFolded = line.startsWith(' ') || line.startsWith('\t');
    if (!isFolded) room = Math.min(MAX_FIELD, total);
    if (room <= 0) continue;
    lines.push(line.length > room ? `${line.slice(0, room)}\r\n` : line);
    room -= line.length;
    total -= line.length;
  }
  return lines.join('');
}
