/** Link addresses beyond this are trackers; they would bury the text. */
const longest = 2_000;

const comparable = (text: string): string =>
  text
    .trim()
    .toLowerCase()
    .replace(/^(?:mailto:|tel:|https?:\/\/)/, '')
    .replace(/^www\./, '')
    .replace(/\/$/, '');

/**
 * What has to be written behind a link's text so that a reader sees where it leads: ` <address>`,
 * or nothing when the text says it already.
 */
export function linkNote(href: string, text: string): string {
  const address = href.trim();
  if (!/^(?:https?:\/\/|mailto:|tel:)/i.test(address) || text.trim() === '' || address.length > longest) return '';
  const plain = /^mailto:/i.test(address) ? address.slice(7).replace(/\?.*$/s, '') : address;
  const shown = comparable(text);
  if (plain === '' || shown.includes(comparable(plain)) || shown.replace(/\s/g, '') === comparable(plain)) return '';
  return ` <${plain.replace(/[\s<>]/g, '')}>`;
}
