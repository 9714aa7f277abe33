import { outputMask } from './masked-source.ts';

/** The sites that links may lead to (RFC 6454); `any`: to all. */
export type Origins = readonly string[] | 'any';

/**
 * Why a link may not stand in a template: it leads to a site that nobody has named (`origins`), or
 * to what is no site. `target` is as it is written, with the Liquid in it masked. Null: it may.
 * Pure.
 */
export function linkProblem(target: string, origins: Origins): string | null {
  if (/^(?:mailto:|tel:)[^\s&]*$/i.test(target)) return null;
  // a reference to a character could hide what it is
  const url = target.replaceAll('&amp;', '&');
  if (!/^https?:\/\/[^\s\\<>"'`]+$/i.test(url) || /&#|&\w{1,30};/.test(url))
    return 'a link must begin with https://, mailto: or tel:, or be {{ ticket_url }}';
  const fixed = /^https?:\/\/[^/?#]*/i.exec(url)?.[0] ?? '';
  if (fixed.includes(outputMask)) return 'a variable can not be part of the site that a link leads to';
  const origin = originOf(fixed);
  if (origin !== null && (origins === 'any' || origins.includes(origin))) return null;
  return `a link to ${origin ?? 'no site'} is not allowed: an admin adds the site to "linkOrigins" of the policy`;
}

/** The origin of a URL (RFC 6454), or null. Pure. */
export function originOf(url: string): string | null {
  const parsed = URL.parse(url);
  return parsed && parsed.username === '' && parsed.password === '' && /^https?:$/.test(parsed.protocol) ? parsed.origin : null;
}

/** Where addresses of sites stand in a text, and what they are. Pure. */
export const linksIn = (text: string): { at: number; url: string }[] =>
  [...text.matchAll(/\bhttps?:[^\s<>"'`|{}\ue001]*/gi)].map((match) => ({
    at: match.index,
    // punctuation behind it is none of it
    url: match[0].replace(/[.,;:!?)\]]+$/, ''),
  }));
