import { decoderOf } from './text-decoders.ts';

/**
 * Charsets that use seven bits only, and the charsets that senders use under the same name if a
 * byte has eight.
 */
const eightBitForms: ReadonlyMap<string, readonly string[]> = new Map([
  ['iso-2022-jp', ['euc-jp', 'shift_jis']],
  ['iso-2022-kr', ['euc-kr']],
  ['iso-2022-cn', ['gb18030', 'big5']],
  ['hz-gb-2312', ['gb18030']],
  ['utf-7', []],
]);

/**
 * The possible charsets of a text with a byte of 0x80 or more whose label names a seven-bit charset
 * (RFC 1468, 1557, 1843, 1922, 2152); null for other labels.
 */
export const eightBitFormsOf = (charset: string): readonly string[] | null => eightBitForms.get(charset) ?? null;

/**
 * An escape to ASCII and another one right after it, left where two encoded words were joined; the
 * Encoding Standard makes U+FFFD of it.
 */
const idleEscape = /\x1b\([BJ](?=\x1b[$(])/g;

/**
 * The text of bytes below 0x80. ISO-2022-JP (RFC 1468), -KR (RFC 1557) and -CN (RFC 1922) are
 * recognised by their escapes, whatever the label says; HZ (RFC 1843) and UTF-7 (RFC 2152) only by
 * their label. One pass for any bytes.
 */
export function decodeSevenBit(bytes: Buffer, charset: string): string {
  if (charset === 'utf-7') return decodeUtf7(bytes);
  if (charset === 'hz-gb-2312' || (charset === 'gb18030' && bytes.includes('~{'))) return decode(hzToEuc(bytes), 'gb18030');
  const escapes = bytes.includes('\x1b$');
  if (charset === 'iso-2022-kr' || (escapes && bytes.includes('\x1b$)C'))) return decode(shiftedToEuc(bytes), 'euc-kr');
  if (charset === 'iso-2022-cn' || (escapes && (bytes.includes('\x1b$)A') || bytes.includes('\x1b$)G'))))
    return decode(shiftedToEuc(bytes), 'gb18030');
  const text = bytes.toString('latin1');
  return escapes || charset === 'iso-2022-jp' ? decode(Buffer.from(text.replace(idleEscape, ''), 'latin1'), 'iso-2022-jp') : text;
}

const decode = (bytes: Uint8Array, name: string): string => (decoderOf(name) ?? new TextDecoder()).decode(bytes);

const [shiftOut, shiftIn, escapeByte, lineFeed] = [0x0e, 0x0f, 0x1b, 0x0a];
const replacement = Buffer.from([0x84, 0x31, 0xa4, 0x37]);

/**
 * Between SO and SI there are two-byte characters; in EUC the same bytes have their high bit set.
 * Escapes only say which set it is; each line begins in ASCII. No decoder here knows the Chinese
 * set CNS 11643 (`ESC $ ) G`, and `ESC N` before a character): it becomes U+FFFD in GB 18030.
 */
function shiftedToEuc(bytes: Buffer): Buffer {
  const out = Buffer.allocUnsafe(bytes.length * 2);
  let length = 0;
  let shifted = false;
  let isKnown = true;
  for (let at = 0; at < bytes.length; at += 1) {
    const byte = bytes[at] ?? 0;
    const isCharacter = shifted && byte > 0x20 && byte < 0x7f;
    if (byte === shiftOut || byte === shiftIn) shifted = byte === shiftOut;
    else if (byte === escapeByte && bytes[at + 1] === 0x24) {
      if (bytes[at + 2] === 0x29) isKnown = bytes[at + 3] === 0x41 || bytes[at + 3] === 0x43;
      at += 3;
    } else if ((isCharacter && !isKnown) || (byte === escapeByte && bytes[at + 1] === 0x4e)) {
      length += replacement.copy(out, length);
      at += byte === escapeByte ? 3 : 1;
    } else {
      if (byte === lineFeed) shifted = false;
      out[length] = isCharacter ? byte | 0x80 : byte;
      length += 1;
    }
  }
  return out.subarray(0, length);
}

/**
 * `~{` and `~}` around GB 2312, `~~` for a tilde; a tilde at the end of a line joins it to the next
 * (RFC 1843).
 */
function hzToEuc(bytes: Buffer): Buffer {
  const out = Buffer.allocUnsafe(bytes.length);
  let length = 0;
  let shifted = false;
  for (let at = 0; at < bytes.length; at += 1) {
    const byte = bytes[at] ?? 0;
    const next = byte === 0x7e ? bytes[at + 1] : undefined;
    if (!shifted && (next === 0x7b || next === lineFeed)) shifted = next === 0x7b;
    else if (shifted && next === 0x7d) shifted = false;
    else {
      if (byte === lineFeed) shifted = false;
      out[length] = shifted && byte > 0x20 && byte < 0x7f ? byte | 0x80 : byte;
      length += 1;
      if (shifted || next !== 0x7e) continue;
    }
    at += 1;
  }
  return out.subarray(0, length);
}

/**
 * `+`, UTF-16 in base64 without padding, and a `-` that may be left out if another character ends
 * it; `+-` is a plus sign.
 */
function decodeUtf7(bytes: Buffer): string {
  const units = new Uint16Array(bytes.length);
  let length = 0;
  for (let at = 0; at < bytes.length; ) {
    const byte = bytes[at] ?? 0;
    at += 1;
    if (byte !== 0x2b) {
      units[length] = byte;
      length += 1;
      continue;
    }
    const start = at;
    let bits = 0;
    let value = 0;
    for (let digit = base64Digits[bytes[at] ?? 0] ?? -1; digit >= 0; digit = base64Digits[bytes[at] ?? 0] ?? -1) {
      value = ((value << 6) | digit) & 0x3fffff;
      bits += 6;
      at += 1;
      if (bits < 16) continue;
      bits -= 16;
      units[length] = (value >> bits) & 0xffff;
      length += 1;
    }
    const closes = bytes[at] === 0x2d;
    if (at === start) {
      units[length] = 0x2b;
      length += 1;
    }
    if (closes) at += 1;
  }
  return Buffer.from(units.buffer, 0, length * 2)
    .toString('utf16le')
    .toWellFormed();
}

const base64Digits = new Int8Array(256).fill(-1);
for (const [digit, character] of [...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'].entries())
  base64Digits[character.charCodeAt(0)] = digit;
