import type { MailLine } from '../body/body-line.ts';
import { wrotePattern } from './phrases/wrote.ts';

/**
 * The lines above a quotation that say who wrote it. `sure`: so clear that no quote mark has to
 * follow.
 */
export type Attribution = { lines: number; sure: boolean };

/**
 * Mail programs wrap the line at 72 or 78 columns: name, address and date fit into six lines, even
 * with brackets on lines of their own.
 */
const maxLines = 6;
/** Empty lines inside: some programs put them around the brackets. */
const maxBlank = 4;
const maxLength = 400;

const mail = /[^\s@<>"']{1,64}@[^\s@<>"']{1,255}/;
/** An address in brackets, as programs write it; people leave the brackets out. */
const bracketed = /[<([][^\s@<>]{1,64}@|mailto:/i;
const ownWords = new Set(
  'i we he she they you my our his her their your it ich wir er mein meine unser unsere je nous elle mon ma notre yo nosotros mi nuestro io noi mio nostro ik wij mijn onze jag vi vår jeg jag minä me eu nós meu nosso ja mój я мы он она мой наш'.split(
    ' ',
  ),
);
const year = /(?<!\d)(?:19|20|25)\d\d(?!\d)|\d{1,2}[./-] ?\d{1,2}[./-] ?\d{2}(?!\d)|\d\s?[年月日]|\d\s?년/;
const time = /(?<!\d)\d{1,2}\s?[:.h٫]\s?\d{2}(?!\d)|\d\s?[时時시点點]/;
/**
 * Gmail's wording for languages without one of their own: "2026-03-03 17:21 GMT+01:00 Name
 * <address>".
 */
const isoDate = /^\d{4}[-/]\d{1,2}[-/]\d{1,2}(?:,?\s+\d{1,2}:\d{2})?(\s+GMT(?:[+-]\d{1,2}(?::?\d{2})?)?)?\s+\S/;
/** Notes: "Name ---27/10/2026 09:31:15---Subject". */
const notes = /^.{2,100}?\s?-{3}\d{1,2}[./-]\d{1,2}[./-]\d{2,4} \d{1,2}:\d{2}/;
/** GroupWise: ">>> Name <address> 27/10/2026 9:31 AM >>>". */
const groupWise = /^>>> .{5,250}\d{1,2}:\d{2}.{0,40}>>>$/;

/**
 * The attribution that begins at a line ("On … wrote:", "Am … schrieb …:", "… <…> skrev:", wrapped
 * or not, name and date in either order), or null.
 */
export function attributionAt(lines: readonly MailLine[], start: number): Attribution | null {
  const first = lines[start];
  if (!first || first.content === '' || first.content.length > maxLength) return null;
  if (groupWise.test(first.text)) return { lines: 1, sure: true };
  if (first.depth > 0) return null;
  let joined = '';
  let filled = 0;
  for (let count = 1; count <= maxLines + maxBlank && filled < maxLines; count += 1) {
    const line = lines[start + count - 1];
    if (!line || (line.depth > 0 && !closesBracket(joined, line))) return null;
    if (line.content === '') {
      if (line.depth > 0) joined += '>';
      else if (!goesOn(lines, start + count, joined)) return null;
      continue;
    }
    filled += 1;
    joined = filled === 1 ? line.content : `${joined} ${line.content}`;
    if (joined.length > maxLength) return null;
    if (filled === 2 && !opens(first.content)) return null;
    const sure = attributes(joined, filled) ?? (count === 1 ? attributesBeginning(joined) : null);
    if (sure !== null) return { lines: count, sure };
    // a line that ends a sentence is not the first half of an attribution
    if (/[.!?…。]$/.test(line.content) && !/(?<!\d)\d{1,2}\.$|(?<!\p{L})\p{L}{1,5}\.$/u.test(line.content)) return null;
  }
  return null;
}

const isOpen = (joined: string): boolean => joined.split('<').length > joined.split('>').length;

/** "> wrote:" closes the bracket that a line above opened; it is not a quote mark. */
const closesBracket = (joined: string, line: MailLine): boolean =>
  line.text.length <= 60 && /^>(?:[^>]*[:：])?\s?$/.test(line.text) && isOpen(joined);

/**
 * Whether an attribution continues after an empty line: date and time are above it, and the address
 * in brackets, the end of the brackets, or "wrote:" alone is below. "Tess <tess@…> wrote:" begins a
 * new one: what is above it is somebody's text.
 */
function goesOn(lines: readonly MailLine[], from: number, joined: string): boolean {
  const next = lines[from]?.content === '' ? lines[from + 1] : lines[from];
  if (!next || next.content === '' || next.content.length > 200) return false;
  if (next.depth > 0) return closesBracket(joined, next);
  const follows =
    /^(?:[<([]|mailto:)/i.test(next.content) ||
    isOpen(joined) ||
    (wrotePattern.exec(next.content)?.index === 0 && !mail.test(next.content));
  return follows && opens(joined) && year.test(joined) && time.test(joined) && !isProse(joined);
}

/** Yahoo's plain text puts the quotation on the same line, after the colon and some spaces. */
function attributesBeginning(line: string): true | null {
  const colon = line.search(/[:：] {2,}\S/);
  return colon > 0 && attributes(line.slice(0, colon + 1), 1) === true ? true : null;
}

/**
 * "On Monday at 9:00 our router died and my colleague wrote:" is the writer's own sentence: long,
 * or with words that are in no name.
 */
function isProse(line: string): boolean {
  const words = line.split(' ').filter((word) => !/\d/.test(word));
  return words.length > 12 || words.some((word) => word !== 'Mon' && ownWords.has(word.toLowerCase()));
}

/**
 * Whether a word belongs to a sentence of the writer ("our", "ich"): in lower case only, since Min,
 * Ma and My are names.
 */
export const isOwnWord = (word: string): boolean => (word === 'I' || word === word.toLowerCase()) && ownWords.has(word.toLowerCase());

/**
 * The first of several lines must already contain a date or an address, and begin like an
 * attribution.
 */
const opens = (line: string): boolean =>
  ((line.includes('@') && mail.test(line)) || year.test(line) || time.test(line)) &&
  /^[\p{Lu}\p{Lo}\p{N}"'*(<“„«-]|^(?:on|le|el|il|am|op|den|em|dne|dnia|w)\s/u.test(line);

/** True: certainly an attribution. False: only if a quotation follows. Null: not one. */
function attributes(joined: string, lines: number): boolean | null {
  if (joined.includes('---') && notes.test(joined)) return true;
  // excludes nearly every line: an attribution ends with a colon, a dash or a bracket, or begins
  // with a year
  if (!/[:：︰>*_\-–—]$/.test(joined) && !/^\d{4}[-/]/.test(joined)) return null;
  const bare = joined.replace(/^[-–—=_*\s]{1,60}/, '').replace(/[-–—=_*\s]{1,60}$/, '');
  const colon = /[:：︰]$/.test(bare);
  const dashed = /^-{3,}/.test(joined) && /-{3,}$/.test(joined);
  const hasMail = bare.includes('@') && mail.test(bare);
  const moment = year.test(bare) && time.test(bare);
  if ((colon || dashed) && wrotePattern.test(bare)) {
    if (dashed && (hasMail || moment)) return true;
    if (hasMail && bracketed.test(bare)) return bare.length <= 300;
    if (moment) return !isProse(bare);
    return year.test(bare) || hasMail || bare.length <= 80 ? false : null;
  }
  const iso = isoDate.exec(bare);
  // lines of a log begin like this as well, so a name or an address must be at the end
  if (iso?.[1] && /GMT(?:[+-][\d:]{1,5})?\s+(?:\p{Lu}[\p{L}.'’-]{0,30}\s?){1,4}[:：]?$/u.test(bare)) return true;
  if (iso && lines <= 2 && hasMail && /[<(][^\s@<>()]{1,64}@[^\s<>()]{1,255}[>)]\s?[:：]?$/.test(bare)) return true;
  // "27.10.2026, 09:31, "Name" <address>:" (Yandex, Gmail in Russian, Japanese, Hebrew), "* Name
  // <address> [2026-10-27 09:31]:" (mutt)
  if (colon && moment && bare.length <= 200) return hasMail && /<[^<>]{3,200}>\s*[:：]$|\]:$/.test(bare);
  return null;
}
