import type { Address } from '../mail/parsed-mail.ts';
import { toPhraseForm } from '../text/phrase-form.ts';

/**
 * The author of a mail, in the forms that a signature may use: the address, the words of the name,
 * and those of the address's local part.
 */
export type Author = { address: string; name: string[]; local: string[] };

/** Local parts that name nobody. */
const shared = new Set(
  'info support office mail contact sales admin service helpdesk team post kontakt buero noreply reply the'.split(' '),
);

/** The author that a From field names; null without one. */
export function authorOf(from: Address | null | undefined): Author | null {
  if (!from) return null;
  const name = wordsOf(from.name ?? '').filter((word) => word.length >= 2);
  const local = wordsOf(from.address.slice(0, from.address.indexOf('@'))).filter((word) => word.length >= 3 && !shared.has(word));
  return { address: from.address, name, local };
}

/** "Alice Fabrikam", "Fabrikam, Alice": one to four words that begin with a capital letter. */
export const isNameLike = (line: string): boolean => line.length <= 40 && /^(?:\p{Lu}[\p{L}.'’-]*[ ,]{0,2}){1,4}$/u.test(line);

/**
 * Whether a line of a signature names the author: by address, by full name, or by a part of the
 * name alone on its line.
 */
export function namesAuthor(line: string, { address, name, local }: Author): boolean {
  if (line.toLowerCase().includes(address)) return true;
  const words = new Set(wordsOf(line));
  if (name.length > 1 && name.every((word) => words.has(word))) return true;
  const alone = isNameLike(line) || (line.length <= 40 && /^[\p{Lo}\s・]{2,}$/u.test(line));
  return alone && [...name, ...local].some((word) => words.has(word));
}

/**
 * Whether a line gives somebody else's name and address: "Lena Gruber, lena@…". "E-mail: office@…"
 * may be anybody's.
 */
export function namesOther(line: string, { address }: Author): boolean {
  const other = /[^\s@<>(),;:]{1,64}@[^\s@<>(),;:]{2,255}/.exec(line);
  if (other === null || other[0].toLowerCase() === address) return false;
  return wordsOf(line.slice(0, other.index)).filter((word) => word.length >= 2).length >= 2;
}

const wordsOf = (text: string): string[] =>
  toPhraseForm(text.slice(0, 300))
    .split(/[^\p{L}]+/u)
    .filter((word) => word !== '');
