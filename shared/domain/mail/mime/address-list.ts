import { addressParser } from 'postal-mime';
import { lowerAddress } from '../../text/lower-address.ts';
import { trimCharacters } from '../../text/trim-characters.ts';
import { mailLimits } from '../mail-limits.ts';
import type { Address } from '../parsed-mail.ts';
import { decodeWords } from './encoded-words.ts';

/**
 * The mailboxes of an address field (RFC 5322 3.4), those in groups included, at most
 * `mailLimits.addresses`: a To of 50,000 must not become 50,000 participants. `dropped` says how
 * many are missing. Repairs: commas in names without quotes, encoded words that hold a comma or the
 * address itself, addresses in raw text, `mailto:`, spaces inside. Entries without an address are
 * left out.
 */
export function parseAddresses(value: string): AddressList {
  if (value.trim() === '') return { addresses: [], dropped: 0 };
  const known = recent.get(value);
  if (known) return { addresses: known.addresses.map((address) => ({ ...address })), dropped: known.dropped };
  const list = readAddresses(value);
  if (value.length > maxKeptLength) return list;
  if (recent.size >= maxKept) recent.clear();
  recent.set(value, { addresses: list.addresses.map((address) => ({ ...address })), dropped: list.dropped });
  return list;
}

type AddressList = { addresses: Address[]; dropped: number };

/**
 * From is read three times for each mail, and To is often the same as in the mail before, so a few
 * results are kept.
 */
const recent = new Map<string, AddressList>();
const maxKept = 16;
const maxKeptLength = 500;

function readAddresses(value: string): AddressList {
  const addresses: Address[] = [];
  let named: string[] = [];
  for (const entry of addressParser(flattenComments(quoteEncodedWords(value)), { flatten: true })) {
    const address = entry.address?.includes('<') ? null : cleanAddress(entry.address ?? '');
    const name = cleanName(entry.name);
    if (address === null) {
      const hidden = addressInside(`${entry.name} ${entry.address ?? ''}`);
      if (hidden) addresses.push(hidden);
      else if (name !== '') named.push(name);
      continue;
    }
    // "Doe, Jane <jane@…>" without quotes: the words before the comma had no address of their own
    addresses.push({ address, name: (name === '' ? '' : [...named.slice(-3), name].join(', ')) || null });
    named = [];
  }
  return { addresses: addresses.slice(0, mailLimits.addresses), dropped: Math.max(0, addresses.length - mailLimits.addresses) };
}

/**
 * Merges nested comments (RFC 5322 3.2.2) into one: the parser takes the first closing parenthesis
 * for the end.
 */
function flattenComments(value: string): string {
  if (!value.includes('(')) return value;
  let [out, depth, quoted] = ['', 0, false];
  for (let at = 0; at < value.length; at += 1) {
    const character = value[at] ?? '';
    if (character === '\\') {
      out += value.slice(at, at + 2);
      at += 1;
      continue;
    }
    if (character === '"' && depth === 0) quoted = !quoted;
    if (character === '(' && !quoted) depth += 1;
    const isInner = (character === '(' || character === ')') && depth > 1;
    if (character === ')' && !quoted && depth > 0) depth -= 1;
    out += isInner ? ' ' : character;
  }
  // a comment that is never closed is left unchanged
  return depth === 0 ? out : value;
}

/**
 * Turns encoded words into quoted strings: they hold a name, whatever characters are in it (RFC
 * 2047 5 (3)). Those within quotes are decoded in place.
 */
function quoteEncodedWords(value: string): string {
  if (!value.includes('=?')) return value;
  const run = /=\?[^?\s]{1,60}\?[BbQq]\?[^?]*\?=(?:[ \t]{0,80}=\?[^?\s]{1,60}\?[BbQq]\?[^?]*\?=)*/y;
  let quoted = false;
  let out = '';
  for (let at = 0; at < value.length; at += 1) {
    const character = value[at] ?? '';
    run.lastIndex = at;
    const words = character === '=' ? run.exec(value)?.[0] : undefined;
    if (words !== undefined) {
      const text = escapeQuotes(decodeWords(words));
      out += quoted ? text : `"${text}"`;
      at += words.length - 1;
    } else if (quoted && character === '\\') {
      out += value.slice(at, at + 2);
      at += 1;
    } else {
      if (character === '"') quoted = !quoted;
      out += character;
    }
  }
  return out;
}

const escapeQuotes = (text: string) => text.replace(/[\\"]/g, '\\$&');

/**
 * An address in lower case without anything that doesn't belong to it, or null if it is not an
 * address. A local part with spaces keeps its quotation marks: without them it would be another
 * mailbox (RFC 5321 4.1.2).
 */
export function cleanAddress(text: string): string | null {
  const bare = lowerAddress(trimCharacters(text.replace(/^mailto:/i, '').replace(/[<>]+/g, ''), " \t,;.'"));
  const at = bare.lastIndexOf('@');
  const domain = bare.slice(at + 1).replace(/[\s"]+/g, '');
  const local = bare.slice(0, Math.max(0, at)).replace(/"/g, '').trim();
  if (/[@\0-\x08\x0a-\x1f(),:;\\[\]]/.test(local) || local === '' || local.length > 256 || domain === '' || domain.length > 255)
    return null;
  return /\s/.test(local) ? `"${local.replace(/\s+/g, ' ')}"@${domain}` : `${local}@${domain}`;
}

/** Longer names are of no use to anybody and fill the lists. */
const maxNameLength = 300;

const cleanName = (text: string) => trimCharacters(decodeWords(text).replace(/[\s\0-\x1f\x7f]+/g, ' '), ` '"`).slice(0, maxNameLength);

/**
 * The first address inside a text, with the rest of the text as its name:
 * `=?utf-8?Q?Jane_<jane=40fabrikam.example>?=`.
 */
function addressInside(text: string): Address | null {
  const found = /[^\s<>"(),:;[\]@]{1,256}@[^\s<>"(),:;[\]@]{1,255}/.exec(text.slice(0, 2000).replaceAll('\\', ''));
  const address = found && cleanAddress(found[0]);
  if (!found || !address) return null;
  return { address, name: cleanName(found.input.slice(0, found.index).replace(/[<(]\s*$/, '')) || null };
}
