/**
 * Text as the phrase lists are written: lower case, composed (NFC), straight apostrophes; the
 * Turkish dotted capital becomes a plain "i". Most lines are ASCII and cost next to nothing.
 */
export function lower(text: string): string {
  if (!/[^\x00-\x7f]/.test(text)) return text.toLowerCase();
  return text
    .toLowerCase()
    .normalize('NFC')
    .replace(/i\u0307/g, 'i')
    .replace(/[\u2018\u2019\u00b4]/g, "'");
}
