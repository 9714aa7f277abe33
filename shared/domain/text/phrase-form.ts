/**
 * A text in two forms that phrases are looked for in: `toLowerForm` keeps accents, `toPhraseForm`
 * takes them off. Most texts are ASCII and cost next to nothing.
 */

const beyondAscii = /[^\x00-\x7f]/;

/**
 * Letters that have no accent to take off, and how people without them on the keyboard write them.
 */
const letters: Readonly<Record<string, string>> = { ı: 'i', đ: 'd', ð: 'd', þ: 'th', ł: 'l', ø: 'o', æ: 'ae', œ: 'oe', ß: 'ss' };

/**
 * Lower case, composed (NFC), straight apostrophes; the Turkish dotted capital becomes a plain "i".
 */
export function toLowerForm(text: string): string {
  const low = text.toLowerCase();
  if (!beyondAscii.test(low)) return low;
  return low
    .normalize('NFC')
    .replace(/i\u0307/g, 'i')
    .replace(/[\u2018\u2019\u00b4]/g, "'");
}

/**
 * The lower form without accents ("boîte" and "boite" are one word). Combining marks go in every
 * script, from texts and phrases alike, so tables must be brought to this form where they hold such
 * letters; what is left is composed again (NFC: Hangul would stay in pieces).
 */
export function toPhraseForm(text: string): string {
  const low = toLowerForm(text);
  const plain = beyondAscii.test(low)
    ? low
        .normalize('NFD')
        .replace(/\p{M}/gu, '')
        .normalize('NFC')
        .replace(/[ıđðþłøæœß]/g, (letter) => letters[letter] ?? letter)
    : low;
  return plain.replaceAll('`', "'");
}
