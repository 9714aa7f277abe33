import { cleanAddress } from '../mail/mime/address-list.ts';
import { decodeWords } from '../mail/mime/encoded-words.ts';

/**
 * Whether an address field can be read in only one way: the addresses in it, outside of names and
 * comments, are those that were `read` from it. A receiving system that checks DMARC may read
 * another one in `"x,alice@fabrikam.example"@evil.example` (a quoted local part, RFC 5322 3.4.1),
 * `<alice@fabrikam.example;e@evil.example>` or `alice@fabrikam.example@evil.example`, and vouch for
 * that. Linear in the length.
 */
export function isClearField(field: string, read: readonly string[]): boolean {
  if (/[\0-\x08\x0b\x0c\x0e-\x1f\x7f]/.test(field)) return false;
  const bare = withoutNames(field);
  // a quotation mark that is never closed is an ordinary character (`5" disk`), as long as there is
  // only one address
  const found = addressesOf(bare ?? field.replaceAll('"', ' ').replaceAll('\\', ' '));
  if (found === null || (bare === null && found.size !== 1)) return false;
  // all of it is in encoded words: a reader that does not decode them finds no address at all
  if (found.size === 0 && read.length === 1) return decodeWords(field).split('@').length === 2;
  return found.size === new Set(read).size && read.every((address) => found.has(address));
}

/**
 * The addresses in a text; null if one of them is invalid. Without a dot after the @ it is a name
 * (`Alice @ Fabrikam`), for which no domain vouches.
 */
function addressesOf(bare: string): Set<string> | null {
  const found = new Set<string>();
  for (const [token] of bare.replace(/\s{0,80}@\s{0,80}/g, '@').matchAll(/[^\s<>(),:;[\]]*@[^\s<>(),:;[\]]*/g)) {
    if (/^[^@]*@[^@.]*$/.test(token)) continue;
    const address = cleanAddress(token);
    if (address === null) return null;
    found.add(address);
  }
  return found;
}

/** What no reader takes for an address. */
const severalReadings = 'a@b.example@c.example';

/**
 * The field without its quoted strings, comments and encoded words; null if one of them has no end.
 * One that is part of an address is replaced by something that is not an address.
 */
function withoutNames(field: string): string | null {
  let bare = '';
  for (let at = 0; at < field.length; ) {
    const end = field[at] === '"' ? endOfQuoted(field, at) : field[at] === '(' ? endOfComment(field, at) : endOfEncodedWord(field, at);
    if (end === null) return null;
    if (end > at) {
      const isLocalPart = /^\s{0,20}@/.test(field.slice(end, end + 21));
      // quoted unnecessarily, as phones of some networks do: it means the same without quotes
      const local = /^"([\w.+-]{1,64})"$/.exec(field.slice(at, end))?.[1];
      if (isLocalPart && local === undefined) return severalReadings;
      bare += isLocalPart ? local : ' ';
      at = end;
      continue;
    }
    bare += field[at];
    at += 1;
  }
  return bare;
}

function endOfQuoted(field: string, from: number): number | null {
  for (let at = from + 1; at < field.length; at += 1) {
    if (field[at] === '\\') at += 1;
    else if (field[at] === '"') return at + 1;
  }
  return null;
}

/** Comments may nest (RFC 5322 3.2.2). */
function endOfComment(field: string, from: number): number | null {
  let depth = 0;
  for (let at = from; at < field.length; at += 1) {
    if (field[at] === '\\') at += 1;
    else if (field[at] === '(') depth += 1;
    else if (field[at] === ')') depth -= 1;
    if (depth === 0) return at + 1;
  }
  return null;
}

const encodedWord = /=\?[^?\s]{1,60}\?[BbQq]\?[^?]*\?=/y;

/** RFC 2047 2; `from` if none begins there. */
function endOfEncodedWord(field: string, from: number): number {
  if (field[from] !== '=') return from;
  encodedWord.lastIndex = from;
  return from + (encodedWord.exec(field)?.[0].length ?? 0);
}
