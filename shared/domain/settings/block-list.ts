import { lowerAddress } from '../text/lower-address.ts';

/**
 * The entry of the block list that an address falls under, or null. An entry is an address, a
 * domain with its subdomains (`example.com`), that domain alone (`@example.com`), or has `*` for
 * any run of characters.
 */
export function blockedBy(address: string, entries: readonly string[]): string | null {
  const wanted = lowerAddress(address);
  if (wanted === '') return null;
  return entries.find((entry) => matches(wanted, entry.trim().toLowerCase())) ?? null;
}

/**
 * Whether an entry names somebody: `*@*` would block everybody, and `com` half of the world. What
 * names a whole ending says so: `*.top`.
 */
export function namesSomebody(entry: string): boolean {
  const wanted = entry.trim().toLowerCase();
  if (wanted.includes('*')) return /[^*@.\s]{2}/.test(wanted);
  return wanted.includes('@') ? /^[^@\s]*@[^@\s]+\.[^@\s]+$/.test(wanted) : /^[^.\s]+(?:\.[^.\s]+)+$/.test(wanted);
}

function matches(address: string, entry: string): boolean {
  if (entry.includes('*')) return wildcard(address, entry);
  if (entry.startsWith('@')) return address.endsWith(entry);
  if (entry.includes('@')) return address === entry;
  return address.endsWith(`@${entry}`) || address.endsWith(`.${entry}`);
}

/**
 * `*` by hand, piece after piece: a regular expression made from an entry could be made to run for
 * ever.
 */
function wildcard(address: string, entry: string): boolean {
  const pieces = entry.split('*');
  const first = pieces[0] ?? '';
  const last = pieces.at(-1) ?? '';
  if (!address.startsWith(first) || !address.endsWith(last) || address.length < first.length + last.length) return false;
  let at = first.length;
  for (const piece of pieces.slice(1, -1)) {
    const found = address.indexOf(piece, at);
    if (found < 0) return false;
    at = found + piece.length;
  }
  return at <= address.length - last.length;
}
