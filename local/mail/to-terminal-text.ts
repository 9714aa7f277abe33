/**
 * Text from a mail as it may stand on one line of a terminal: no control characters, which could
 * move the cursor or change colours, none that reverse the direction of writing, and at most
 * `length` characters.
 */
export function toTerminalText(text: string, length = 70): string {
  const shown = text
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ')
    .replace(/\s+/g, ' ')
    .trim();
  const characters = [...shown];
  return characters.length > length ? `${characters.slice(0, length - 1).join('')}…` : shown;
}
