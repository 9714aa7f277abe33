export type Header = { name: string; value: string };

/**
 * Header blocks beyond this are cut: a mail of nothing but headers must not cost more than a mail.
 */
const maxBlockLength = 256 * 1024;
const maxHeaders = 2_000;

/** The header fields of a mail in order, unfolded, not decoded. */
export function readHeaders(raw: Uint8Array): Header[] {
  const headers: Header[] = [];
  for (const line of headerBlock(raw).split(/\r?\n/)) {
    const last = headers.at(-1);
    if (/^[ \t]/.test(line)) {
      if (last) last.value = `${last.value} ${line.trim()}`.trim();
      continue;
    }
    const colon = line.indexOf(':');
    if (colon <= 0) continue;
    if (headers.length >= maxHeaders) break;
    headers.push({ name: line.slice(0, colon).trim(), value: line.slice(colon + 1).trim() });
  }
  return headers;
}

/** The first field of that name (lower case), or undefined. */
export function readHeader(raw: Uint8Array, name: string): string | undefined {
  return readHeaders(raw).find((header) => header.name.toLowerCase() === name)?.value;
}

/**
 * The mail without the fields `without` (lower case) and with `added` in front; everything else
 * stays byte for byte.
 */
export function editHeaders(raw: Uint8Array, without: string[], added: Header[]): Buffer {
  const bytes = Buffer.from(raw.buffer, raw.byteOffset, raw.length);
  const end = endOfHeaders(bytes);
  const fields = bytes.toString('latin1', 0, end).split(/(?<=\n)(?![ \t])/);
  const kept = fields.filter(
    (field) =>
      !without.includes(
        field
          .slice(0, Math.max(field.indexOf(':'), 0))
          .trim()
          .toLowerCase(),
      ),
  );
  const front = added.map(({ name, value }) => `${name}: ${value}\r\n`).join('');
  return Buffer.concat([Buffer.from(front), Buffer.from(kept.join(''), 'latin1'), bytes.subarray(end)]);
}

function headerBlock(raw: Uint8Array): string {
  const bytes = Buffer.from(raw.buffer, raw.byteOffset, raw.length);
  const end = Math.min(endOfHeaders(bytes), maxBlockLength);
  return bytes.toString('utf8', 0, end);
}

/** Where the empty line begins; the whole length when there is none. */
function endOfHeaders(bytes: Buffer): number {
  const crlf = bytes.indexOf('\r\n\r\n');
  const lf = bytes.indexOf('\n\n');
  const ends = [crlf < 0 ? bytes.length : crlf + 2, lf < 0 ? bytes.length : lf + 1];
  return Math.min(...ends);
}
