/**
 * Two forms of a text in which phrases are searched for: `toLowerForm` keeps accents,
 * `toPhraseForm` removes them. Most texts are ASCII and cost next to nothing.
 */

const beyondAscii = /[^\x00-\x7f]/;

/** Letters that have no accent to remove, and how people write them without these keys. */
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
 * The lower form without accents ("boîte" and "boite" are one word). Combining marks are removed in
 * every script, so tables with such letters must be in this form as well; the rest is composed
 * again (NFC: Hangul would stay decomposed).
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
