import { isMobileSignature } from './phrases/mobile-signatures.ts';

/** RFC 3676 4.3: "-- " alone on a line stands above a signature. Programs that trim lines leave "--". */
export const isSignatureDelimiter = (text: string): boolean => text.length <= 3 && /^(?:--|—|––)[ \u00a0]?$/.test(text);

/** Longer ones are not signatures but text that somebody put below two dashes. */
const mostLines = 15;
const longestLine = 110;

const contact =
  /[^\s@]{1,64}@[^\s@]{2,}|https?:\/\/|www\.|(?:\+|\(?0)\d[\d\s()/.-]{5,30}\d|\b(?:tel|phone|mobile?|fax|mail|gmbh|ltd|inc|llc|s\.?a\.?|b\.?v\.?)\b[.:]?/i;

/** Footnotes, lists and postscripts belong to the text. */
const continued = /^(?:\[\d{1,3}\]|[-*•+] |\d{1,2}[.)] |p\.? ?s\.?[:. ])/i;

const isNameLike = (line: string): boolean => line.length <= 40 && /^(?:\p{Lu}[\p{L}.'’-]*[ ,]{0,2}){1,4}$/u.test(line);

/**
 * Whether lines below a rule look like a signature: few, short, nothing asked. With `contacts` each paragraph has to hold a name, a telephone
 * number, an address, a link or the like.
 */
export function looksLikeSignature(lines: readonly string[], contacts: boolean): boolean {
  const filled = lines.filter((line) => line !== '');
  if (filled.length === 0) return true;
  if (filled.length > mostLines) return false;
  if (filled.some((line) => line.length > longestLine || /[?？]/.test(line.replace(/https?:\S+/g, '')))) return false;
  if (filled.some((line) => continued.test(line))) return false;
  if (!contacts) return true;
  const paragraphs = lines
    .join('\n')
    .split(/\n{2,}/)
    .map((paragraph) => paragraph.split('\n').filter((line) => line !== ''));
  return paragraphs.every((paragraph) => paragraph.length === 0 || paragraph.some(identifies));
}

const identifies = (line: string): boolean => contact.test(line) || isMobileSignature(line) || isNameLike(line);
