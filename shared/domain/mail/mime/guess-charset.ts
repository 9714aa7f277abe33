import { analyse } from 'chardet';
import { decoderOf } from './text-decoders.ts';

/** The charsets that are guessed, by the detector's names. */
const guessable = /^(?:windows-125[0-9]|koi8-r|iso-8859-[25-9]|gb18030|big5|shift_jis|euc-(?:jp|kr))$/;
/**
 * No language of Western Europe has a larger share of accented letters. Fewer bytes than the
 * minimum say nothing, least of all against a label.
 */
const accentedShare = 0.35;
const minBytes = { labelled: 40, unlabelled: 6 };
const maxSample = 8192;

/**
 * Bytes that the detector reads for one mail. It takes half a microsecond for each byte and a tenth
 * of a millisecond for each text: 500 parts with 200 raw 8-bit fields each would keep it busy for a
 * quarter of a minute.
 */
const maxBytesOfMail = 400_000;
const bytesOfCall = 256;
let bytesLeft = Number.POSITIVE_INFINITY;

/**
 * Runs `read` for one mail (or the names of one archive): all its guesses share one budget, and
 * texts beyond it count as Windows-1252.
 */
export function withGuessBudget<Result>(read: () => Result): Result {
  const outer = bytesLeft;
  bytesLeft = maxBytesOfMail;
  try {
    return read();
  } finally {
    bytesLeft = outer;
  }
}

/**
 * The charset of a text without a usable label, or null for Windows-1252: in Western languages few
 * letters are accented, in others nearly all bytes are high.
 */
export function guessCharset(bytes: Uint8Array, label: string): string | null {
  const sample = bytes.subarray(0, maxSample);
  let high = 0;
  let ascii = 0;
  for (const byte of sample) {
    if (byte > 0x7f) high += 1;
    else if ((byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x7a) ascii += 1;
  }
  const fewest = label === 'windows-1252' || label === 'iso-8859-15' ? minBytes.labelled : minBytes.unlabelled;
  if (high < fewest || high / (high + ascii) < accentedShare) return null;
  bytesLeft -= sample.length + bytesOfCall;
  if (bytesLeft < 0) return null;
  const names = analyse(sample)
    .filter(({ confidence }) => confidence > 5)
    .map(({ name }) => name.toLowerCase());
  const found = names.find((name) => guessable.test(name) && !(name === 'shift_jis' && isHalfWidth(sample))) ?? null;
  return found === 'big5' && isDoubleHigh(sample) ? 'gb18030' : found;
}

/**
 * Read as Shift_JIS, high bytes of any text become half-width katakana, which Japanese mail hardly
 * uses.
 */
function isHalfWidth(bytes: Uint8Array): boolean {
  const text = decoderOf('shift_jis')?.decode(bytes) ?? '';
  return (text.match(/[\uff61-\uff9f]/g)?.length ?? 0) * 4 > text.length;
}

/**
 * All second bytes are high, as in GB 2312. In Big5 nearly half of them are not; without this,
 * short texts would look alike.
 */
function isDoubleHigh(bytes: Uint8Array): boolean {
  for (let at = 0; at < bytes.length; at += 1) {
    if ((bytes[at] ?? 0) < 0x80) continue;
    at += 1;
    if ((bytes[at] ?? 0xff) < 0xa1) return false;
  }
  return true;
}
