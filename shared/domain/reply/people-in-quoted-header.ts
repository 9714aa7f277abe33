import { lowerAddress } from '../text/lower-address.ts';

/**
 * A person in a quoted header: Outlook writes only names, other programs only addresses. The
 * address is in lower case.
 */
export type NamedPerson = { address: string | null; name: string | null };

/** Longer lists would only cost time. */
const maxFieldLength = 20_000;
const maxPeople = 200;

const address = /[^\s<>()[\],;:/"'`]{1,64}@[^\s<>()[\],;:"'`]{1,255}/;

/**
 * The people in a header field as mail programs write it into a body: `Name <a@b>`, `"Name" <a@b>`,
 * `Name [mailto:a@b]`, `Name (a@b)`, `<a@b<mailto:a@b>>`, `a@b`, `Name`; separated by commas or
 * semicolons, with commas in names ("Fabrikam, Alice <a@b>").
 */
export function peopleIn(field: string): NamedPerson[] {
  const value = field
    .slice(0, maxFieldLength)
    .replace(/[\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, '')
    .replace(/\s+/g, ' ')
    .trim();
  return pieces(value)
    .slice(0, maxPeople)
    .flatMap((piece) => {
      const person = personIn(piece);
      return person ? [person] : [];
    });
}

/**
 * Splits at semicolons if there are any outside of quotes and brackets, else at commas; a piece
 * without an address belongs to the next one that has one.
 */
function pieces(value: string): string[] {
  const bySemicolon = split(value, ';');
  if (bySemicolon.length > 1) return bySemicolon.flatMap((piece) => (manyAddresses(piece) ? joinNames(split(piece, ',')) : [piece]));
  return joinNames(split(value, ','));
}

const manyAddresses = (piece: string): boolean => split(piece, ',').filter((part) => part.includes('@')).length > 1;

function joinNames(parts: string[]): string[] {
  const joined: string[] = [];
  let name = '';
  for (const part of parts) {
    if (part.includes('@')) {
      joined.push(name === '' ? part : `${name}, ${part}`);
      name = '';
    } else if (part.trim() !== '') name = name === '' ? part.trim() : `${name}, ${part.trim()}`;
  }
  if (name === '') return joined;
  // names only: "Alice Fabrikam, Bob Contoso"; "Fabrikam, Alice" could be two people but counts as
  // one
  return parts.some((part) => part.includes('@')) ? [...joined, name] : splitNames(name);
}

const splitNames = (names: string): string[] => (names.split(', ').every((name) => name.includes(' ')) ? names.split(', ') : [names]);

function split(value: string, separator: string): string[] {
  const parts: string[] = [];
  let quoted = false;
  let depth = 0;
  let start = 0;
  for (let at = 0; at < value.length; at += 1) {
    const char = value[at];
    if (char === '"' && value[at - 1] !== '\\') quoted = !quoted;
    else if (char === '<' || char === '(' || char === '[') depth += 1;
    else if (char === '>' || char === ')' || char === ']') depth = Math.max(0, depth - 1);
    else if (char === separator && !quoted && depth === 0 && !insideApostrophes(value, start, at)) {
      parts.push(value.slice(start, at));
      start = at + 1;
    }
  }
  parts.push(value.slice(start));
  return parts.map((part) => part.trim()).filter((part) => part !== '');
}

/** "'Fabrikam, Alice' <a@b>": Outlook puts apostrophes around names. */
function insideApostrophes(value: string, start: number, at: number): boolean {
  const piece = value.slice(start, Math.min(value.length, at + 200)).trimStart();
  if (!piece.startsWith("'")) return false;
  const closing = piece.slice(1).search(/'\s*[<[(]/);
  return closing >= 0 && start + (value.slice(start).length - value.slice(start).trimStart().length) + 1 + closing > at;
}

const addresses = new RegExp(address, 'g');
const inBrackets = new RegExp(`[<[] {0,3}(${address.source})`, 'g');
const inParentheses = new RegExp(`\\( {0,3}(${address.source})`, 'g');

/**
 * The address in what a program wrote for one person: the last one in brackets, since the name
 * before it, which people choose themselves, may be somebody else's address. Without brackets, the
 * only address; none if there are several, as it is unclear which is the person's.
 */
function addressOf(piece: string): string | undefined {
  const value = piece.replace(/mailto:/gi, ' ');
  const bracketed = [...value.matchAll(inBrackets)].at(-1) ?? [...value.matchAll(inParentheses)].at(-1);
  if (bracketed) return bracketed[1];
  const found = new Set(Array.from(value.matchAll(addresses), ([written]) => lowerAddress(written.replace(/[.>]+$/, ''))));
  return found.size === 1 ? [...found][0] : undefined;
}

/** The person whom a From field names. */
export function personIn(piece: string): NamedPerson | null {
  const written = addressOf(piece);
  const found = written === undefined ? null : lowerAddress(written.replace(/[.>]+$/, ''));
  const bracket = piece.search(/[<[(](?=[^<[(]{0,120}@)/);
  const before = bracket >= 0 ? piece.slice(0, bracket) : found === null ? piece : piece.replace(address, ' ').replace(/mailto:/gi, ' ');
  const name = before
    .replace(/\\(["\\])/g, '$1')
    .replace(/^[\s"'“”„«»‘’*_]+|[\s"'“”„«»‘’*_,;]+$/g, '')
    .trim();
  if (name === '' && found === null) return null;
  const same = found !== null && name.toLowerCase().replace(/^mailto:/, '') === found;
  return { address: found, name: name === '' || same ? null : name };
}
