import { type Author, isNameLike, namesAuthor, namesOther } from './author.ts';
import { isMobileSignature } from './phrases/mobile-signatures.ts';

/**
 * RFC 3676 4.3: a line with only "-- " comes before a signature. Programs that trim lines leave
 * "--".
 */
export const isSignatureDelimiter = (text: string): boolean => text.length <= 3 && /^(?:--|—|––)[ \u00a0]?$/.test(text);

/** Longer ones are not signatures but text that somebody wrote below two dashes. */
const maxLines = 15;
const maxLineLength = 110;

const contact =
  /[^\s@]{1,64}@[^\s@]{2,}|https?:\/\/|www\.|(?:\+|\(?0)\d[\d\s()/.-]{5,30}\d|\b(?:tel|phone|mobile?|fax|mail|gmbh|ltd|inc|llc|s\.?a\.?|b\.?v\.?)\b[.:]?/i;

/** Footnotes, lists and postscripts belong to the text. */
const continued = /^(?:\[\d{1,3}\]|[-*•+] |\d{1,2}[.)] |p\.? ?s\.?[:. ])/i;

/**
 * Whether lines below a rule look like a signature: few, short, without a question. With `contacts`
 * each paragraph must have a name, a telephone number, an address, a link or the like.
 */
export function looksLikeSignature(lines: readonly string[], contacts: boolean): boolean {
  const filled = lines.filter((line) => line !== '');
  if (filled.length === 0) return true;
  if (filled.length > maxLines) return false;
  if (filled.some((line) => line.length > maxLineLength || /[?？]/.test(line.replace(/https?:\S+/g, '')))) return false;
  if (filled.some((line) => continued.test(line))) return false;
  if (!contacts) return true;
  const paragraphs = lines
    .join('\n')
    .split(/\n{2,}/)
    .map((paragraph) => paragraph.split('\n').filter((line) => line !== ''));
  return paragraphs.every((paragraph) => paragraph.length === 0 || paragraph.some(identifies));
}

/**
 * Whether lines below a row of dashes, underscores or the like are the signature of the mail's
 * author. Such a row is not a delimiter (RFC 3676 4.3 has only "-- "), and people draw one
 * themselves above the text of a display or a list of colleagues. So the first lines must name the
 * author and nobody else, and anything more than the name must say how to reach them.
 */
export function isSignatureOf(author: Author | null, lines: readonly string[]): boolean {
  const filled = lines.filter((line) => line !== '');
  if (!author || filled.length === 0 || !looksLikeSignature(lines, true)) return false;
  if (!filled.slice(0, 3).some((line) => namesAuthor(line, author)) || filled.some((line) => namesOther(line, author))) return false;
  return filled.length === 1 || filled.some((line) => contact.test(line));
}

/** An address or a page to leave or read a list. */
const listPlace =
  /(?:^|[\s<(:/])(?:[^\s@<>]{1,64}(?:[-+](?:request|unsubscribe|owners?)@|@(?:[\w-]{1,40}\.){0,3}(?:lists?|groups?)\.)|(?:[\w-]{1,40}\.){0,3}(?:lists?|groups?|mailman)\.[\w-]{2,})|(?:listinfo|mailman|unsubscribe|subscription)[/?.]/i;

/**
 * Whether lines below a rule are the footer of a mailing list: few, and one of them with the
 * address or page of a list.
 */
export const looksLikeListFooter = (lines: readonly string[]): boolean =>
  looksLikeSignature(lines, true) && lines.some((line) => line !== '' && listPlace.test(line));

const identifies = (line: string): boolean => contact.test(line) || isMobileSignature(line) || isNameLike(line);
