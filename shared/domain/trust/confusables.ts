/**
 * Letters of other scripts, and symbols, that look like Latin ones (those of UTS #39's confusables
 * that domains may contain).
 */
const alike: Record<string, string> = {
  а: 'a',
  с: 'c',
  ԁ: 'd',
  е: 'e',
  ѐ: 'e',
  ё: 'e',
  һ: 'h',
  і: 'i',
  ї: 'i',
  ј: 'j',
  к: 'k',
  ӏ: 'l',
  м: 'm',
  н: 'h',
  о: 'o',
  р: 'p',
  ԛ: 'q',
  г: 'r',
  ѕ: 's',
  т: 't',
  у: 'y',
  ѵ: 'v',
  ԝ: 'w',
  х: 'x',
  в: 'b',
  п: 'n',
  α: 'a',
  β: 'b',
  γ: 'y',
  δ: 'd',
  ε: 'e',
  η: 'n',
  ι: 'i',
  κ: 'k',
  ν: 'v',
  ο: 'o',
  ρ: 'p',
  σ: 'o',
  τ: 't',
  υ: 'u',
  χ: 'x',
  ω: 'w',
  ı: 'i',
  ȷ: 'j',
  ɑ: 'a',
  ɡ: 'g',
  ɩ: 'i',
  ʋ: 'v',
  ß: 'b',
  ø: 'o',
  đ: 'd',
  ħ: 'h',
  ł: 'l',
  ŧ: 't',
  þ: 'p',
  œ: 'oe',
  æ: 'ae',
  ꞇ: 't',
  ƅ: 'b',
  ԍ: 'g',
  0: 'o',
  1: 'l',
  3: 'e',
  5: 's',
};

/**
 * What a domain looks like (UTS #39): without accents, with Latin letters in place of those that
 * look alike, and one letter in place of a pair that looks like it.
 */
export function skeletonOf(domain: string): string {
  const plain = [
    ...domain
      .toLowerCase()
      .normalize('NFKD')
      .replace(/\p{M}+/gu, ''),
  ]
    .map((character) => alike[character] ?? character)
    .join('');
  return plain.replace(/rn/g, 'm').replace(/vv/g, 'w').replace(/cl/g, 'd').replace(/[il|]/g, 'l');
}
