import { isMobileSignature } from './phrases/mobile-signatures.ts';

/** RFC 3676 4.3: "-- " alone on a line stands above a signature. Programs that trim lines leave "--". */
export const isSignatureDelimiter = (text: string): boolean => /^(?:--|—|––) ?$/.test(text.replace(/\u00a0/g, ' '));

/** Longer ones are not signatures but text that somebody put below two dashes. */
const mostLines = 15;
const longestLine = 110;

const contact =
  /[^\s@]{1,64}@[^\s@]{2,}|https?:\/\/|www\.|\+?\(?\d[\d\s()/.-]{6,}\d|\b(?:tel|phone|mobile?|fax|mail|gmbh|ltd|inc|llc|s\.?a\.?|b\.?v\.?)\b[.:]?/i;

const isNameLike = (line: string): boolean => line.length <= 40 && /^(?:\p{Lu}[\p{L}.'’-]*[ ,]{0,2}){1,4}$/u.test(line);

/**
 * Whether lines below a rule look like a signature: few, short, nothing asked. With `contacts` one of them has to hold a telephone number, an
 * address, a link or the like, or they are but a name or two.
 */
export function looksLikeSignature(lines: readonly string[], contacts: boolean): boolean {
  const filled = lines.filter((line) => line !== '');
  if (filled.length === 0) return true;
  if (filled.length > mostLines) return false;
  if (filled.some((line) => line.length > longestLine || /[?？]/.test(line.replace(/https?:\S+/g, '')))) return false;
  return (
    !contacts || filled.some((line) => contact.test(line) || isMobileSignature(line)) || (filled.length <= 3 && filled.every(isNameLike))
  );
}
