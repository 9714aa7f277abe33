import { cleanAddress } from '../mime/address-list.ts';

/**
 * Whether an address field can be read in one way only: the addresses that stand in it, outside of names and comments, are those that were `read`
 * from it. A receiving system that checks DMARC may read another one in `"x,alice@fabrikam.example"@evil.example` (a quoted local part, RFC 5322 3.4.1),
 * `<alice@fabrikam.example;e@evil.example>` or `alice@fabrikam.example@evil.example`, and vouch for that. Linear in the length.
 */
export function isClearField(field: string, read: readonly string[]): boolean {
  if (/[\0-\x08\x0b\x0c\x0e-\x1f\x7f]/.test(field)) return false;
  const bare = withoutNames(field);
  if (bare === null) return false;
  const found = new Set<string>();
  for (const [token] of bare.matchAll(/[^\s<>(),:;[\]]*@[^\s<>(),:;[\]]*/g)) {
    const address = cleanAddress(token);
    if (address === null) return false;
    found.add(address);
  }
  return found.size === new Set(read).size && read.every((address) => found.has(address));
}

/** The field without its quoted strings, comments and encoded words; null when one of them has no end, or is part of an address. */
function withoutNames(field: string): string | null {
  let bare = '';
  for (let at = 0; at < field.length; ) {
    const end = field[at] === '"' ? endOfQuoted(field, at) : field[at] === '(' ? endOfComment(field, at) : endOfEncodedWord(field, at);
    if (end === null) return null;
    if (end > at) {
      if (/^\s{0,20}@/.test(field.slice(end, end + 21))) return null;
      bare += ' ';
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

/** Comments may hold others (RFC 5322 3.2.2). */
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

/** RFC 2047 2; where none begins, `from`. */
function endOfEncodedWord(field: string, from: number): number {
  if (field[from] !== '=') return from;
  encodedWord.lastIndex = from;
  return from + (encodedWord.exec(field)?.[0].length ?? 0);
}
