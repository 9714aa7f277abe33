import { isAscii, isUtf8 } from 'node:buffer';
import { TextDecoder } from 'node:util';
import { analyse } from 'chardet';
import iconv from 'iconv-lite';

/** Labels that the Encoding Standard lacks or reads too narrowly: GBK mail holds GB18030's four-byte characters; Hebrew marks its reading order. */
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
  'tis-620': 'windows-874',
};

/** Labels that senders put on anything: what the bytes themselves say weighs more. */
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
/** What a vaguely labelled text may turn out to be, by the names that the detector gives. */
const guessable = /^(?:windows-125[0-9]|koi8-r|iso-8859-[25-9]|gb18030|big5|shift_jis|euc-(?:jp|kr))$/;

const decoders = new Map<string, TextDecoder | null>();

/**
 * Decodes the bytes of a text. The label is followed where it can be true, and mended where it can't: UTF-8 under any other name,
 * ISO-2022-JP that is called ASCII, Cyrillic or Chinese that is called Latin-1, labels unknown to the Encoding Standard. Never throws;
 * what can't be read is U+FFFD. Line ends stay as they are. `trust`: for a few words (names, subjects) a label that can be true is.
 */
export function decodeText(bytes: Uint8Array, label: string | null | undefined, trust: 'bytes' | 'label' = 'bytes'): string {
  const named = labelOf(label);
  const buffer = toBuffer(bytes);
  const marked = byteOrderMark(buffer);
  if (marked) return marked.decoder.decode(buffer.subarray(marked.length));
  if (isAscii(buffer)) return decodeSevenBit(buffer, named);
  if (named.startsWith('utf-16') || named.startsWith('utf-32')) return decodeAs(buffer, named);
  if (!doubleByte.has(named) && isUtf8(buffer)) return buffer.toString('utf8');
  if (named === 'windows-1252' && trust === 'label') return decodeAs(buffer, named);
  if (vague.has(named)) return decodeVague(buffer, named);
  const text = decodeAs(buffer, named);
  if (!text.includes('\ufffd')) return text;
  if (isUtf8(buffer)) return buffer.toString('utf8');
  const guessed = named === 'iso-2022-jp' ? ['euc-jp', 'shift_jis'] : [guess(buffer, '') ?? named];
  return [text, ...guessed.map((name) => decodeAs(buffer, name))].reduce((best, other) =>
    brokenCharacters(other) < brokenCharacters(best) ? other : best,
  );
}

function decodeVague(buffer: Buffer, named: string): string {
  const text = named === 'utf-8' ? mostlyUtf8(buffer) : null;
  return text ?? decodeAs(buffer, guess(buffer, named) ?? (named === 'iso-8859-15' ? named : 'windows-1252'));
}

const brokenCharacters = (text: string) => text.split('\ufffd').length;

/** The same Buffer for what is one; a view on the same memory for another Uint8Array. */
export const toBuffer = (bytes: Uint8Array): Buffer =>
  Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);

/** The name by which the Encoding Standard calls what a label means; the label itself when it knows none. */
function labelOf(label: string | null | undefined): string {
  const plain = (label ?? '')
    .slice(0, 60)
    .toLowerCase()
    .replace(/["'\s]/g, '');
  const known = aliases[plain] ?? plain;
  return decoderOf(known)?.encoding ?? known;
}

function decoderOf(name: string): TextDecoder | null {
  const cached = decoders.get(name);
  if (cached !== undefined) return cached;
  let decoder: TextDecoder | null = null;
  try {
    decoder = new TextDecoder(name);
  } catch {
    // not a label of the Encoding Standard
  }
  if (decoders.size < 100) decoders.set(name, decoder);
  return decoder;
}

/** A mark of the Encoding Standard (4.2): it outranks every label. */
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

/** Back to ASCII and out again at once: left where two encoded words were put together; the Encoding Standard makes U+FFFD of it. */
const idleEscape = /\x1b\([BJ](?=\x1b[$(])/g;

/** Seven-bit encodings are told by their escapes, whatever the label says: ISO-2022-JP (RFC 1468), HZ (RFC 1843), UTF-7 (RFC 2152) only by name. */
function decodeSevenBit(bytes: Buffer, named: string): string {
  const text = bytes.toString('latin1');
  if (named === 'utf-7') return iconv.decode(bytes, 'utf-7');
  if (named === 'hz-gb-2312' || (named === 'gb18030' && text.includes('~{'))) return decodeHz(text);
  if (named.startsWith('utf-16') && bytes.includes(0)) return decodeAs(bytes, named);
  if (text.includes('\x1b$') || named === 'iso-2022-jp')
    return decodeAs(Buffer.from(text.replace(idleEscape, ''), 'latin1'), 'iso-2022-jp');
  return text;
}

const decodeHz = (text: string) =>
  text
    .replace(/~\{([!-}]{0,2000})~\}/g, (_, pairs: string) =>
      decodeAs(
        Buffer.from(pairs, 'latin1').map((byte) => byte | 0x80),
        'gb18030',
      ),
    )
    .replace(/~~/g, '~');

function decodeAs(bytes: Uint8Array, name: string): string {
  const decoder = decoderOf(name);
  if (decoder) return decoder.decode(bytes);
  if (iconv.encodingExists(name)) return iconv.decode(toBuffer(bytes), name);
  return (decoderOf(guess(bytes, '') ?? 'windows-1252') ?? new TextDecoder()).decode(bytes);
}

/** A UTF-8 text with a few broken characters (cut in the middle of one) stays one; null when most of them are broken. */
function mostlyUtf8(bytes: Buffer): string | null {
  const text = bytes.toString('utf8');
  const foreign = text.match(/[^\0-\x7f]/g) ?? [];
  const broken = foreign.filter((character) => character === '\ufffd').length;
  return broken * 2 <= foreign.length ? text : null;
}

/** A larger share of accented letters is no language of Western Europe; fewer bytes than that say nothing, least of all against a label. */
const accentedShare = 0.35;
const fewestBytes = { labelled: 40, unlabelled: 6 };

/** What a text without a usable label is written in, or null for Windows-1252: Western languages accent few of their letters, others are all high bytes. */
function guess(bytes: Uint8Array, label: string): string | null {
  const sample = bytes.subarray(0, 8192);
  let high = 0;
  let ascii = 0;
  for (const byte of sample) {
    if (byte > 0x7f) high += 1;
    else if ((byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x7a) ascii += 1;
  }
  const fewest = label === 'windows-1252' || label === 'iso-8859-15' ? fewestBytes.labelled : fewestBytes.unlabelled;
  if (high < fewest || high / (high + ascii) < accentedShare) return null;
  const names = analyse(sample)
    .filter(({ confidence }) => confidence > 5)
    .map(({ name }) => name.toLowerCase());
  const found = names.find((name) => guessable.test(name) && !(name === 'shift_jis' && halfWidth(decodeAs(sample, name)))) ?? null;
  return found === 'big5' && isDoubleHigh(sample) ? 'gb18030' : found;
}

/** Half-width katakana is what Shift_JIS makes of any high bytes; Japanese mail hardly has it. */
const halfWidth = (text: string) => (text.match(/[\uff61-\uff9f]/g)?.length ?? 0) * 4 > text.length;

/** All second bytes are high: so is GB 2312; in Big5 nearly half of them are not, and short texts look alike. */
function isDoubleHigh(bytes: Uint8Array): boolean {
  for (let at = 0; at < bytes.length; at += 1) {
    if ((bytes[at] ?? 0) < 0x80) continue;
    at += 1;
    if ((bytes[at] ?? 0xff) < 0xa1) return false;
  }
  return true;
}
