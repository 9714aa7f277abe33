/**
 * A text as the phrase tables are written: lower case, without accents ("boîte" and "boite" are one word), straight apostrophes. Combining marks go
 * in every script, from texts and phrases alike, so tables must be brought to this form where they hold such letters.
 */
export const plainWords = (text: string): string =>
  text
    .toLowerCase()
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replace(/[\u2018\u2019`\u00b4]/g, "'");
