/** Longer link addresses are trackers and would bury the text. */
const maxLength = 2_000;

const comparable = (text: string): string =>
  text
    .trim()
    .toLowerCase()
    .replace(/^(?:mailto:|tel:|https?:\/\/)/, '')
    .replace(/^www\./, '')
    .replace(/\/$/, '');

/**
 * What is written after a link's text to show where it leads: ` <address>`, or nothing if the text
 * already says so.
 */
export function linkNote(href: string, text: string): string {
  const address = href.trim();
  if (!/^(?:https?:\/\/|mailto:|tel:)/i.test(address) || text.trim() === '' || address.length > maxLength) return '';
  const plain = /^mailto:/i.test(address) ? address.slice(7).replace(/\?.*$/s, '') : address;
  const shown = comparable(text);
  if (plain === '' || shown.includes(comparable(plain)) || shown.replace(/\s/g, '') === comparable(plain)) return '';
  return ` <${plain.replace(/[\s<>]/g, '')}>`;
}
