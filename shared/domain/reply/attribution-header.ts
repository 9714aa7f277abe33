import { isOwnWord } from './attribution.ts';
import { dateLeadIn, timeSuffix, wordAfterDate, wordBeforeName } from './phrases/attribution-words.ts';
import { wrotePattern } from './phrases/wrote.ts';

/**
 * What an attribution says about the mail below it: the sender as in a From field, and the date as
 * it was written.
 */
export type AttributionHeader = { from: string; date: string };

const mail = /[^\s@<>()[\]"':]{1,64}@[^\s@<>()[\]"',;]{1,255}/;
const bracketed = new RegExp(`[<([]\\s?(?:mailto:\\s?)?(${mail.source})`, 'gi');
const year = /(?<!\d)(?:19|20|25)\d\d(?!\d)[年년]?|\d{1,2}[./-] ?\d{1,2}[./-] ?\d{2}(?!\d)/g;
const time = /(?<!\d)\d{1,2}\s?[:.h٫]\s?\d{2}(?!\d)/g;
/** A name between quotation marks, at the end: "Clara", «Clara», „Clara”. */
const quotedName = /["“„«]\s?([^"“”„«»]{1,120}?)\s?["“”»]\s*$/;
const maxNameLength = 80;
const maxWords = 6;

/**
 * Reads the line above a quotation as the header of the mail below it: `Am 02.03.2026, 12:46
 * schrieb "Clara" <clara@…>:`, name and date in either order. Null if it has no date or names
 * nobody, or if the name is a sentence. `line`: joined if a program wrapped it.
 */
export function attributionHeader(line: string): AttributionHeader | null {
  const bare = line
    .replace(/[\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/g, '')
    .replace(/^[-–—=_*\s]{1,60}/, '')
    .replace(/[-–—=_*\s]{1,60}$/, '');
  if (!/[:：︰]$/.test(bare) && !wrotePattern.test(bare)) return null;
  const text = bare.replace(/\s?[:：︰]$/, '').trim();
  const { address, at } = addressIn(text);
  const before = text.slice(0, at).replace(/[\s<([]*(?:mailto:\s?)?$/i, '');
  const behind = text.slice(at + (address?.length ?? 0)).replace(/^(?:[<([]mailto:[^\s<>]{1,320})?[>)\]\s]{0,9}/i, '');
  const found = dateBeforeName(before) ?? nameBeforeDate(before, behind);
  if (!found) return null;
  const name = found.name.split(/[<([]/, 1)[0]?.replace(/^["'“„«‘\s]+|["'”“»’\s,;:]+$/g, '') ?? '';
  if (name.length > maxNameLength || isSentence(name) || (name === '' && address === null)) return null;
  const cleanAddress = address?.replace(/[.>]+$/, '');
  return { from: cleanAddress === undefined ? name : name === '' ? cleanAddress : `${name} <${cleanAddress}>`, date: found.date };
}

/**
 * The author's address and its position: the last one in brackets, since the name before it, which
 * people choose themselves, may contain another (`"dana@…" <clara@…>`); else the first one.
 */
function addressIn(text: string): { address: string | null; at: number } {
  const first = mail.exec(text);
  if (!first) return { address: null, at: text.length };
  const last = [...text.matchAll(bracketed)].at(-1);
  const found = last?.[1] ?? first[0];
  const plain = (written: string) => written.toLowerCase().replace(/[.:]+$/, '');
  const isSame = plain(found) === plain(first[0]);
  return isSame ? { address: first[0], at: first.index } : { address: found, at: text.lastIndexOf(found) };
}

type Found = { name: string; date: string };

/** "On 02/03/2026 12:46, Clara": the name follows the date. */
function dateBeforeName(text: string): Found | null {
  const quoted = quotedName.exec(text);
  if (quoted?.[1]) {
    const date = dateIn(text.slice(0, quoted.index));
    return date === null ? null : { name: quoted[1], date };
  }
  const end = endOfDate(text);
  if (end === null) return null;
  const date = dateIn(text.slice(0, end));
  let name = text.slice(end);
  for (let round = 0; round < 4; round += 1) {
    name = name.replace(/^[\s,;:—–-]+/, '').replace(wordBeforeName, '');
    const wrote = wrotePattern.exec(name);
    if (wrote) name = wrote.index === 0 ? name.slice(wrote[0].length) : name.slice(0, wrote.index);
  }
  return date === null || name.trim() === '' ? null : { name, date };
}

/**
 * "Clara <clara@…> schrieb am 02.03.2026 um 12:46". Without an address, "wrote" separates the two.
 */
function nameBeforeDate(before: string, behind: string): Found | null {
  const whole = behind === '' ? before : `${before} \n${behind}`;
  const newline = whole.indexOf('\n');
  const wrote = wrotePattern.exec(whole);
  const border = newline >= 0 ? newline : wrote ? wrote.index : -1;
  if (border < 0) {
    // "02.03.2026 12:46, <clara@…>:": nobody is named
    const date = dateIn(before);
    return date === null ? null : { name: '', date };
  }
  const date = dateIn(whole.slice(border)) ?? dateIn(whole.slice(0, border));
  const name = endOfDate(whole.slice(0, border)) === null ? whole.slice(0, border) : '';
  return date === null ? null : { name, date };
}

/** The end of the date in a text: after its last year or time and what belongs to that. */
function endOfDate(text: string): number | null {
  const digits = latinDigits(text);
  const ends = [...digits.matchAll(year), ...digits.matchAll(time)].map((match) => match.index + match[0].length);
  if (ends.length === 0) return null;
  const end = Math.max(...ends);
  const suffix = timeSuffix.exec(digits.slice(end))?.[0].length ?? 0;
  return end + (/^\s?[гр]\.|^\.?\s?г\./u.exec(digits.slice(end))?.[0].length ?? suffix);
}

/**
 * The date of a text that has nothing else in it but "on", "wrote" and the like; null without a
 * year.
 */
function dateIn(text: string): string | null {
  let date = text.replace(wrotePattern, ' ').replace(/\s+/g, ' ').trim();
  for (let before = ''; before !== date; ) {
    before = date;
    date = date
      .replace(/^[\s,;:([—–-]+/, '')
      .replace(dateLeadIn, '')
      .replace(/[\s,;:—–-]+$/, '')
      .replace(wordAfterDate, '');
  }
  if (date.endsWith(')') && date.split(')').length > date.split('(').length) date = date.slice(0, -1).trim();
  return date.length <= 100 && latinDigits(date).search(year) >= 0 ? date : null;
}

/** Replaces Arabic and Persian digits by Latin ones, at the same positions. */
const latinDigits = (text: string): string =>
  /[\u0660-\u0669\u06f0-\u06f9]/.test(text)
    ? text.replace(/[\u0660-\u0669\u06f0-\u06f9]/g, (digit) => String((digit.codePointAt(0) ?? 0) & 15))
    : text;

/** "our router died and my colleague" is no name. */
function isSentence(name: string): boolean {
  const words = name.split(/\s+/).filter((word) => word !== '');
  return words.length > maxWords || words.some(isOwnWord);
}
