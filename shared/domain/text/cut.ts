/**
 * The first `maxUnits` UTF-16 units of a text. It never cuts a character in half: that would not be
 * valid Unicode, and some services refuse it.
 */
export function cut(text: string, maxUnits: number): string {
  if (text.length <= maxUnits) return text;
  const last = text.charCodeAt(maxUnits - 1);
  return text.slice(0, last >= 0xd800 && last <= 0xdbff ? maxUnits - 1 : maxUnits);
}
