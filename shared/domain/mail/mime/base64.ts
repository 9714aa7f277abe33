/**
 * Bytes decoded at a time: a whole attachment as one string would double the memory of a big mail.
 */
const chunkBytes = 48 * 1024;

/** Decodes a base64 body (RFC 2045 6.8), a broken one as far as possible. */
export function decodeBase64(body: Buffer): Buffer {
  if (body.length <= chunkBytes) {
    const text = withoutFooter(body.toString('latin1'));
    const padding = text.indexOf('=');
    return padding < 0 || /^[=\s]*$/.test(text.slice(padding))
      ? Buffer.from(text, 'base64')
      : decodeBrokenBase64(body.subarray(0, text.length));
  }
  return decodeEvenBase64(body) ?? decodeBrokenBase64(body);
}

/** Nothing after an empty line is base64: a list or a scanner has added text below the body. */
export function withoutFooter(text: string): string {
  const blank = /\n[ \t]{0,80}\r?\n/.exec(text);
  return blank && text.slice(0, blank.index).trim() !== '' && /[^A-Za-z0-9+/=\s]|[A-Za-z] [A-Za-z]/.test(text.slice(blank.index))
    ? text.slice(0, blank.index)
    : text;
}

/**
 * Big bodies have lines of equal length, a multiple of four, so a block of whole lines is a block
 * of whole units. Null if one is not.
 */
function decodeEvenBase64(body: Buffer): Buffer | null {
  const lineBytes = body.indexOf(0x0a) + 1;
  const letters = lineBytes - (body[lineBytes - 2] === 0x0d ? 2 : 1);
  if (letters <= 0 || letters % 4 !== 0 || lineBytes > 4096) return null;
  const lines = Math.floor(chunkBytes / lineBytes);
  const out = Buffer.allocUnsafe(Math.ceil((body.length * 3) / 4));
  let length = 0;
  for (let at = 0; at < body.length; at += lines * lineBytes) {
    const end = at + lines * lineBytes;
    const written = out.write(body.toString('latin1', at, Math.min(end, body.length)), length, 'base64');
    if (end < body.length && written !== (lines * letters * 3) / 4) return null;
    length += written;
  }
  return out.subarray(0, length);
}

const [lineFeed, equals] = [0x0a, 0x3d];

/**
 * Byte by byte, each read at most twice. Padding ends a unit (some mailers pad each line); what
 * follows it and is not base64 was never part of the body (a list's footer, a scanner's notice).
 * Characters that are not in the base64 alphabet are skipped.
 */
function decodeBrokenBase64(body: Buffer): Buffer {
  const out = Buffer.allocUnsafe(Math.ceil((body.length * 3) / 4) + 4);
  let length = 0;
  let value = 0;
  let bits = 0;
  let padded = false;
  for (let at = 0; at < body.length; at += 1) {
    const byte = body[at] ?? 0;
    const digit = digits[byte] ?? -1;
    if (digit >= 0) {
      value = ((value << 6) | digit) & 0xfff;
      bits += 6;
      if (bits < 8) continue;
      bits -= 8;
      out[length] = value >> bits;
      length += 1;
    } else if (byte === equals) {
      bits = 0;
      if (!padded && !continuesAfterPadding(body, at)) break;
      padded = true;
    } else if (byte === lineFeed && padded) {
      bits = 0;
      padded = false;
      if (!isWholeLine(body, at + 1)) break;
    }
  }
  return out.subarray(0, length);
}

/** After the first padding of a line: nothing, or units with padding between them. */
function continuesAfterPadding(body: Buffer, from: number): boolean {
  let at = from;
  while (body[at] === equals) at += 1;
  const start = at;
  let isBase64 = true;
  let last = -1;
  for (; at < body.length && body[at] !== lineFeed; at += 1) {
    const byte = body[at] ?? 0;
    if (isBlank(byte)) continue;
    last = at;
    if (byte !== equals && (digits[byte] ?? -1) < 0) isBase64 = false;
  }
  return last < 0 || (isBase64 && !isBlank(body[start] ?? 0));
}

/** Below a padded line: a line of whole units that is base64 up to its own padding. */
function isWholeLine(body: Buffer, from: number): boolean {
  let at = from;
  while (at < body.length && body[at] !== lineFeed && isBlank(body[at] ?? 0)) at += 1;
  const start = at;
  while (isStrict(body[at])) at += 1;
  while (body[at] === equals) at += 1;
  const end = at;
  if (body[at - 1] !== equals || end === start) while (at < body.length && body[at] !== lineFeed && isBlank(body[at] ?? 0)) at += 1;
  const endsHere = at >= body.length || body[at] === lineFeed || body[end - 1] === equals;
  return endsHere && (end - start) % 4 === 0;
}

const isBlank = (byte: number) => byte === 0x20 || (byte >= 0x09 && byte <= 0x0d);
const isStrict = (byte: number | undefined) => byte !== undefined && (digits[byte] ?? -1) >= 0 && byte !== 0x2d && byte !== 0x5f;

/** Includes the two characters of base64url (RFC 4648 5), which Node reads as well. */
const digits = new Int8Array(256).fill(-1);
for (const [digit, character] of [...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'].entries())
  digits[character.charCodeAt(0)] = digit;
digits[0x2d] = 62;
digits[0x5f] = 63;
