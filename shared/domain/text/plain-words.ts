/**
 * Letters that have no accent to take off, and how people without them on the keyboard write them.
 */
const letters: Readonly<Record<string, string>> = { ı: 'i', đ: 'd', ð: 'd', þ: 'th', ł: 'l', ø: 'o', æ: 'ae', œ: 'oe', ß: 'ss' };

/**
 * A text as the phrase tables are written: lower case, without accents ("boîte" and "boite" are one
 * word), straight apostrophes. Combining marks go in every script, from texts and phrases alike, so
 * tables must be brought to this form where they hold such letters; what is left is composed again
 * (NFC: Hangul would stay in pieces). Most texts are ASCII and cost next to nothing.
 */
export function toPhraseForm(text: string): string {
  const low = text.toLowerCase();
  const plain = /[^\x00-\x7f]/.test(low)
    ? low
        .normalize('NFD')
        .replace(/\p{M}/gu, '')
        .normalize('NFC')
        .replace(/[ıđðþłøæœß]/g, (letter) => letters[letter] ?? letter)
    : low;
  return plain.replace(/[\u2018\u2019`\u00b4]/g, "'");
}
