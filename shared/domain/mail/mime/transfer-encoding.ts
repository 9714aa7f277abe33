import { decodeBase64, withoutFooter } from './base64.ts';

/**
 * Decodes a body by its Content-Transfer-Encoding (RFC 2045 6, and uuencode, as old mailers use
 * it). For 7bit, 8bit, binary and unknown encodings the bytes are unchanged (a view, no copy).
 * Broken base64 is read as far as possible; a body that is not base64 at all is left unchanged.
 */
export function decodeTransfer(body: Buffer, encoding: string): Buffer {
  if (encoding === 'base64') return isBase64(body) ? decodeBase64(body) : body;
  if (encoding === 'quoted-printable') return decodeQuotedPrintable(body);
  if (/^(?:x-)?uue(?:ncode)?$/.test(encoding)) return decodeUuencode(body);
  return body;
}

/**
 * Some mailers declare base64 but send plain text: its first lines hold words with spaces between
 * them, or characters that are not in base64.
 */
function isBase64(body: Buffer): boolean {
  const beginning = /^[^=]*/.exec(withoutFooter(body.toString('latin1', 0, 400)))?.[0] ?? '';
  return !/[^A-Za-z0-9+/_\-\s\0]/.test(beginning) && !/[A-Za-z] [A-Za-z]+ [A-Za-z]/.test(beginning);
}

/**
 * Quoted-printable (RFC 2045 6.7). An equals sign that is neither an escape nor at the end of a
 * line is kept.
 */
function decodeQuotedPrintable(body: Buffer): Buffer {
  const out = Buffer.allocUnsafe(body.length);
  let length = 0;
  for (let at = 0; at < body.length; at += 1) {
    const byte = body[at] ?? 0;
    if (byte !== 0x3d) {
      out[length] = byte;
      length += 1;
      continue;
    }
    const high = hexDigits[body[at + 1] ?? 0] ?? -1;
    const low = high < 0 ? -1 : (hexDigits[body[at + 2] ?? 0] ?? -1);
    const softBreak = high < 0 ? endOfLine(body, at + 1) : -1;
    if (low >= 0) at += 2;
    else if (softBreak >= 0) {
      at = softBreak;
      continue;
    }
    out[length] = low >= 0 ? high * 16 + low : byte;
    length += 1;
  }
  return out.subarray(0, length);
}

const hexDigits = new Int8Array(256).fill(-1);
for (const [digit, character] of [...'0123456789abcdef'].entries()) {
  hexDigits[character.charCodeAt(0)] = digit;
  hexDigits[character.toUpperCase().charCodeAt(0)] = digit;
}

/**
 * The position of the line's end if only spaces come before it, else -1. Looks no further than a
 * line may be long, so that runs of spaces stay linear.
 */
function endOfLine(body: Buffer, from: number): number {
  for (let at = from; at < from + 1000; at += 1) {
    const byte = body[at];
    if (byte === 0x0a || byte === undefined) return at;
    if (byte !== 0x20 && byte !== 0x09 && byte !== 0x0d) return -1;
  }
  return -1;
}

/** `begin 644 name`, lines of up to 45 bytes, `end` (POSIX uuencode). */
function decodeUuencode(body: Buffer): Buffer {
  const out = Buffer.allocUnsafe(body.length + 4);
  let length = 0;
  for (let at = uuencodeStart(body); at < body.length; ) {
    const newline = body.indexOf(0x0a, at);
    const next = newline < 0 ? body.length : newline + 1;
    const end = newline < 0 ? next : body[newline - 1] === 0x0d ? newline - 1 : newline;
    const first = body[at] ?? 0;
    if ((end - at === 1 && first === 0x60) || (end - at === 3 && body.toString('latin1', at, end) === 'end')) break;
    // a line says how many bytes it holds; four characters make three bytes, and spaces at its end
    // may be lost
    const stop = length + Math.min(end > at ? (first - 32) & 63 : 0, Math.ceil((end - at) / 4) * 3);
    for (let from = at + 1; length < stop; from += 4) {
      const high = (uuencodeDigit(body, from, end) << 6) | uuencodeDigit(body, from + 1, end);
      const value = (high << 12) | (uuencodeDigit(body, from + 2, end) << 6) | uuencodeDigit(body, from + 3, end);
      for (let shift = 16; shift >= 0 && length < stop; shift -= 8) {
        out[length] = (value >> shift) & 0xff;
        length += 1;
      }
    }
    at = next;
  }
  return out.subarray(0, length);
}

const uuencodeDigit = (body: Buffer, at: number, end: number) => (at < end ? ((body[at] ?? 32) - 32) & 63 : 0);

/** The line after `begin`; without one the data starts at the beginning. */
function uuencodeStart(body: Buffer): number {
  for (let at = body.indexOf('begin '); at >= 0; at = body.indexOf('begin ', at + 1)) {
    const newline = body.indexOf(0x0a, at);
    const isLine = at === 0 || body[at - 1] === 0x0a;
    if (isLine && /^begin [0-7]{3,4} /.test(body.toString('latin1', at, at + 12))) return newline < 0 ? body.length : newline + 1;
  }
  return 0;
}
