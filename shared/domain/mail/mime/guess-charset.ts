import { analyse } from 'chardet';
import { decoderOf } from './text-decoders.ts';

/** What a text may turn out to be, by the names that the detector gives. */
const guessable = /^(?:windows-125[0-9]|koi8-r|iso-8859-[25-9]|gb18030|big5|shift_jis|euc-(?:jp|kr))$/;
/**
 * A larger share of accented letters is no language of Western Europe; fewer bytes than that say
 * nothing, least of all against a label.
 */
const accentedShare = 0.35;
const minBytes = { labelled: 40, unlabelled: 6 };
const maxSample = 8192;

/**
 * Bytes that the detector looks at for one mail. It takes half a microsecond for each and a tenth
 * of a millisecond for each text: a mail of 500 parts with 200 raw 8-bit fields each would keep it
 * busy for a quarter of a minute.
 */
const maxBytesOfMail = 400_000;
const bytesOfCall = 256;
let bytesLeft = Number.POSITIVE_INFINITY;

/**
 * Runs the reading of one mail (or one archive's names): all guesses within share one budget; what
 * is beyond it counts as Windows-1252.
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
 * What a text without a usable label is written in, or null for Windows-1252: Western languages
 * accent few of their letters, others are all high bytes.
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

/** Half-width katakana is what Shift_JIS makes of any high bytes; Japanese mail hardly has it. */
function isHalfWidth(bytes: Uint8Array): boolean {
  const text = decoderOf('shift_jis')?.decode(bytes) ?? '';
  return (text.match(/[\uff61-\uff9f]/g)?.length ?? 0) * 4 > text.length;
}

/**
 * All second bytes are high: so is GB 2312; in Big5 nearly half of them are not, and short texts
 * look alike.
 */
function isDoubleHigh(bytes: Uint8Array): boolean {
  for (let at = 0; at < bytes.length; at += 1) {
    if ((bytes[at] ?? 0) < 0x80) continue;
    at += 1;
    if ((bytes[at] ?? 0xff) < 0xa1) return false;
  }
  return true;
}
