import { cut } from '../text/cut.ts';
import { prefixLength } from './subject-prefixes.ts';

/** The rest of a longer subject is padding, or an attack on its readers. */
const maxSubjectLength = 1000;

/** What gateways put before a subject. */
const gatewayTag = /^\[\s{0,3}(?:external|extern|ext|spam\??|\*{1,5}spam\*{1,5}|caution|sicher|secure)\s{0,3}\]\s*/i;

/**
 * What lists and gateways put before a subject: "[desk]", "{Spam?}", "(EXT)", "*** SPAM ***",
 * "EXTERNAL:".
 */
const anyTag = /^(?:\[[^\]]{0,80}\]|\{[^}]{0,40}\}|\([^)]{0,40}\)|\*{2,5}[^*]{0,40}\*{2,5}|(?:external|extern|ext|spam)\s?:)\s*/i;

/** Our token in a subject, whatever its case and spaces, with or without the #. */
const token = /\[\s{0,5}ticket\s{0,5}#?\s{0,5}([a-z][a-z0-9]{1,9}\s{0,3}-\s{0,3}\d{1,12})\s{0,5}\]/giu;

/**
 * Invisible characters: with them a token would escape removal, and appear again once they are
 * removed.
 */
const unseen = /[\p{Cc}\p{Cf}]/gu;
/**
 * All but the zero-width joiner and non-joiner, without which Persian, Hindi and many emoji are
 * misspelt.
 */
const unseenButJoiners = /[[\p{Cc}\p{Cf}]--[\u200c\u200d]]/gv;

function readable(subject: string): string {
  const line = cut(subject, maxSubjectLength).replace(/\s+/g, ' ');
  const bare = line.replace(unseen, '');
  return bare.search(token) >= 0 ? bare : line.replace(unseenButJoiners, '');
}

/** The ticket numbers that a subject names in `[Ticket #SUP-1001]`, in order, at most five. */
export function ticketNumbersIn(subject: string): string[] {
  const numbers = [...readable(subject).matchAll(token)].map(([, number]) => (number ?? '').replace(/\s/g, '').toUpperCase());
  return [...new Set(numbers)].slice(0, 5);
}

/**
 * A subject as a ticket shows it: without tokens and prefixes, at most 255 characters, never empty.
 */
export function ticketSubject(subject: string): string {
  let rest = readable(subject);
  // removing one may leave another behind: `[Ticket #[Ticket #SUP-1]SUP-2]`
  for (let before = ''; before !== rest; ) {
    before = rest;
    rest = rest.replace(token, ' ').replace(/\s+/g, ' ').trim();
  }
  return cut(withoutBeginning(rest, gatewayTag), 255).trim() || '(no subject)';
}

/**
 * A subject as its author wrote it: without prefixes and without the tags that lists and gateways
 * add. Our ticket numbers are kept.
 */
export const subjectWithoutTags = (subject: string): string =>
  [...ticketNumbersIn(subject), withoutBeginning(cut(subject, maxSubjectLength).trim(), anyTag)].join(' ');

function withoutBeginning(subject: string, tag: RegExp): string {
  let rest = subject;
  for (let round = 0; round < 20; round += 1) {
    const untagged = rest.replace(tag, '');
    const shorter = untagged.slice(prefixLength(untagged));
    if (shorter === rest) break;
    rest = shorter;
  }
  return rest;
}
