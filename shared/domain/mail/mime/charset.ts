import { isAscii, isUtf8 } from 'node:buffer';
import { TextDecoder } from 'node:util';
import iconv from 'iconv-lite';
import { guessCharset } from './guess-charset.ts';
import { decodeSevenBit, eightBitFormsOf } from './seven-bit.ts';
import { decoderOf } from './text-decoders.ts';

/**
 * Labels that the Encoding Standard lacks or takes too narrowly: mail labelled GBK contains
 * GB18030's four-byte characters; labels of Hebrew give the reading order.
 */
const aliases: Record<string, string> = {
  gb2312: 'gb18030',
  gbk: 'gb18030',
  cp936: 'gb18030',
  'x-gbk': 'gb18030',
  'iso-8859-8-i': 'iso-8859-8',
  'iso-8859-8-e': 'iso-8859-8',
  'unicode-1-1-utf-7': 'utf-7',
  cp932: 'shift_jis',
  cp949: 'euc-kr',
  uhc: 'euc-kr',
  cp950: 'big5',
  'iso-2022-jp-1': 'iso-2022-jp',
  'iso-2022-jp-2': 'iso-2022-jp',
  cp50220: 'iso-2022-jp',
  cp50221: 'iso-2022-jp',
  cp50222: 'iso-2022-jp',
  'iso-2022-jp-3': 'iso-2022-jp',
  'iso-2022-jp-2004': 'iso-2022-jp',
  'iso-2022-jp-ms': 'iso-2022-jp',
  csiso2022kr: 'iso-2022-kr',
  'iso-2022-kr-1': 'iso-2022-kr',
  'iso-2022-cn-ext': 'iso-2022-cn',
  'hz-gb': 'hz-gb-2312',
  hz: 'hz-gb-2312',
  'tis-620': 'windows-874',
};

/** Labels that senders put on anything: what the bytes look like counts more. */
const vague = new Set([
  '',
  'windows-1252',
  'iso-8859-15',
  'utf-8',
  'unknown-8bit',
  'x-unknown',
  '8bit',
  'default',
  'binary',
  'x-user-defined',
]);
/** Encodings in which a text can be valid UTF-8 by chance: two bytes a character. */
const doubleByte = new Set(['gb18030', 'shift_jis', 'euc-jp', 'euc-kr', 'big5', 'big5-hkscs']);

/**
 * Decodes the bytes of a text. The label is followed if it can be true, and corrected if it can't:
 * UTF-8 under any other name, ISO-2022-JP labelled ASCII, Cyrillic or Chinese labelled Latin-1,
 * labels unknown to the Encoding Standard. Never throws; bytes that can't be read become U+FFFD.
 * Line ends are kept. `trust`: in a few words (names, subjects) there is too little to guess from,
 * so any label that can be true is believed.
 */
export function decodeText(bytes: Uint8Array, label: string | null | undefined, trust: 'bytes' | 'label' = 'bytes'): string {
  const named = labelOf(label);
  const buffer = toBuffer(bytes);
  const marked = byteOrderMark(buffer);
  if (marked) return marked.decoder.decode(buffer.subarray(marked.length));
  if (isAscii(buffer)) return named.startsWith('utf-16') && buffer.includes(0) ? decodeAs(buffer, named) : decodeSevenBit(buffer, named);
  if (named.startsWith('utf-16') || named.startsWith('utf-32')) return decodeAs(buffer, named);
  if (!doubleByte.has(named) && isUtf8(buffer)) return buffer.toString('utf8');
  if (named === 'windows-1252' && trust === 'label') return decodeAs(buffer, named);
  if (vague.has(named)) return decodeVague(buffer, named);
  const eightBit = eightBitFormsOf(named);
  if (eightBit) return leastBroken(buffer, buffer.includes('\x1b$') ? [...eightBit, named] : eightBit) ?? decodeVague(buffer, '');
  const text = decodeAs(buffer, named);
  if (!text.includes('\ufffd')) return text;
  if (isUtf8(buffer)) return buffer.toString('utf8');
  const guessed = guessCharset(buffer, '');
  return guessed === null ? text : (leastBroken(buffer, [named, guessed]) ?? text);
}

function decodeVague(buffer: Buffer, named: string): string {
  const text = named === 'utf-8' ? mostlyUtf8(buffer) : null;
  return text ?? decodeAs(buffer, guessCharset(buffer, named) ?? (named === 'iso-8859-15' ? named : 'windows-1252'));
}

/** The beginning of a text is enough to tell which of several charsets fits. */
const maxSample = 65_536;

/**
 * The text in the first of the charsets that leaves the fewest characters of its beginning unread;
 * null without one.
 */
function leastBroken(buffer: Buffer, charsets: readonly string[]): string | null {
  const sample = buffer.subarray(0, maxSample);
  const [best = null] = charsets
    .map((charset) => ({ charset, broken: countBroken(decodeAs(sample, charset)) }))
    .sort((a, b) => a.broken - b.broken);
  return best && decodeAs(buffer, best.charset);
}

/**
 * Counts U+FFFD, and the controls U+0080 to U+009F, into which the EUC-JP decoder turns invalid
 * bytes. It is a loop because splitting or matching four million of them takes a second.
 */
function countBroken(text: string): number {
  let count = 0;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === 0xfffd || (code >= 0x80 && code < 0xa0)) count += 1;
  }
  return count;
}

/** A Buffer is returned as it is; any other Uint8Array as a view of the same memory. */
export const toBuffer = (bytes: Uint8Array): Buffer =>
  Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);

/** The Encoding Standard's name for a label; the label itself if the standard doesn't know it. */
function labelOf(label: string | null | undefined): string {
  const plain = (label ?? '')
    .slice(0, 60)
    .toLowerCase()
    .replace(/["'\s]/g, '');
  const known = aliases[plain] ?? plain;
  return decoderOf(known)?.encoding ?? known;
}

/** A byte order mark (Encoding Standard 4.2) outranks every label. */
function byteOrderMark(bytes: Buffer): { decoder: TextDecoder; length: number } | null {
  const [first, second, third] = bytes;
  const name =
    first === 0xef && second === 0xbb && third === 0xbf
      ? 'utf-8'
      : first === 0xff && second === 0xfe
        ? 'utf-16le'
        : first === 0xfe && second === 0xff
          ? 'utf-16be'
          : null;
  const decoder = name && decoderOf(name);
  return decoder ? { decoder, length: name === 'utf-8' ? 3 : 2 } : null;
}

function decodeAs(bytes: Uint8Array, name: string): string {
  const decoder = decoderOf(name);
  if (decoder) return decoder.decode(bytes);
  if (iconv.encodingExists(name)) return iconv.decode(toBuffer(bytes), name);
  return (decoderOf(guessCharset(bytes, '') ?? 'windows-1252') ?? new TextDecoder()).decode(bytes);
}

/**
 * A text with a few broken characters (cut in the middle of one) is still read as UTF-8; null if
 * most of them are broken.
 */
function mostlyUtf8(bytes: Buffer): string | null {
  const text = bytes.toString('utf8');
  let foreign = 0;
  for (let at = 0; at < text.length; at += 1) if (text.charCodeAt(at) > 0x7f) foreign += 1;
  return countBroken(text) * 2 <= foreign ? text : null;
}
