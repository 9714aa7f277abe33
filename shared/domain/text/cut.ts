/**
 * At most so many UTF-16 units of a text, without half of a character at the end: it would be no
 * Unicode any more (and some services refuse it).
 */
export function cut(text: string, most: number): string {
  if (text.length <= most) return text;
  const last = text.charCodeAt(most - 1);
  return text.slice(0, last >= 0xd800 && last <= 0xdbff ? most - 1 : most);
}
