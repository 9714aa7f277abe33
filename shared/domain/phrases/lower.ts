/** Text as the phrase lists are written: lower case, composed (NFC), straight apostrophes; the Turkish dotted capital becomes a plain "i". */
export const lower = (text: string): string =>
  text
    .toLowerCase()
    .normalize('NFC')
    .replace(/i\u0307/g, 'i')
    .replace(/[’‘`´]/g, "'");
