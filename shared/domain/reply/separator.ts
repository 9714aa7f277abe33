import { announcedBy, isForwardBeginning } from './phrases/separators.ts';

/**
 * The dashes, stars and the like that mail programs put around "Original Message"; Proton writes
 * U+2010, others write long dashes.
 */
const decoration = new Set('-_=*~#+·•─━‐‑‒–—―>');
const maxLength = 200;
const maxWordsLength = 90;

/**
 * What a line announces: `forwarded` ("---------- Forwarded message ---------", "-----
 * Weitergeleitet von … -----"), `original` ("-----Original Message-----"), `forward-beginning`
 * ("Begin forwarded message:", which only counts above a header block), or null.
 */
export function separatorKind(content: string): 'forwarded' | 'original' | 'forward-beginning' | null {
  if (content.length < 5 || content.length > maxLength) return null;
  if (!decoration.has(content.charAt(0))) return isForwardBeginning(content) ? 'forward-beginning' : null;
  const words = undecorated(content);
  return words !== null && words.length >= 3 && words.length <= maxWordsLength ? announcedBy(words) : null;
}

/**
 * "-----Original Message-----" and nothing else: the words alone between dashes, as programs write
 * it.
 */
export const isExactSeparator = (content: string): boolean =>
  /^[*_]{0,2}[-‐‑–—]{4,} ?[^\s-]{2,20}(?: [^\s-]{2,20}){1,2} ?[-‐‑–—]{4,}[*_]{0,2}$/.test(content);

/**
 * The words between two runs of dashes; null with fewer than two dashes before them. One pass from
 * each end.
 */
function undecorated(content: string): string | null {
  let start = 0;
  let dashes = 0;
  for (; start < content.length && (decoration.has(content.charAt(start)) || content.charAt(start) === ' '); start += 1) {
    if (content.charAt(start) !== ' ') dashes += 1;
  }
  let end = content.length;
  while (end > start && (decoration.has(content.charAt(end - 1)) || content.charAt(end - 1) === ' ')) end -= 1;
  return dashes >= 2 ? content.slice(start, end) : null;
}

/**
 * Yahoo's plain text writes the header block after the separator on one line: "----- Forwarded
 * Message ----- From: …". Returns what the separator announces and the text after it, or null.
 */
export function separatorBeginning(content: string): { kind: 'forwarded' | 'original'; behind: string } | null {
  if (!content.startsWith('---')) return null;
  const words = content.slice(0, maxLength).replace(/^-+\s*/, '');
  const closing = words.indexOf('---');
  if (closing < 3 || closing > maxWordsLength) return null;
  const kind = announcedBy(words.slice(0, closing).trim());
  if (kind === null) return null;
  const behind = content.slice(content.indexOf('---', content.length - content.replace(/^-+\s*/, '').length)).replace(/^-+\s*/, '');
  return behind === '' ? null : { kind, behind };
}

/**
 * A line that is only a rule: at least three dashes, underscores, equals signs, stars or the like.
 * `underscores`: five or more of them.
 */
export function ruleKind(content: string): 'underscores' | 'rule' | null {
  if (content.length < 3 || content.length > maxLength || !decoration.has(content.charAt(0))) return null;
  for (const char of content) if (!decoration.has(char) && char !== ' ') return null;
  return /^_{5,}$/.test(content) ? 'underscores' : 'rule';
}
