/** The parts of a mail's text. */
export type TextParts = {
  text: string;
  also: string | null;
  signature: string | null;
  footer: string | null;
  quote: { attribution: string; lines: readonly string[] } | null;
};

/** RFC 5322 2.1.1 allows 998 bytes in a line, its end not counted. */
const maxLineBytes = 990;
/** Where a longer one is broken: a character has four bytes at most. */
const foldedAt = 240;

/**
 * The text of a mail: what it says, who else got it, the signature below its delimiter (RFC 3676
 * 4.3), the footer, and the quotation with ">" before each line. No line is longer than 998 bytes.
 * Pure.
 */
export function inText({ text, also, signature, footer, quote }: TextParts): string {
  const parts = [
    text
      .replace(/\r\n?/g, '\n')
      .replace(/\n{3,}/g, '\n\n')
      .trim(),
    ...(also === null ? [] : [also]),
    ...(signature === null ? [] : [`-- \n${signature.trim()}`]),
    ...(footer === null ? [] : [footer.trim()]),
    ...(quote === null ? [] : [`${quote.attribution}\n${quote.lines.map(asQuoted).join('\n')}`]),
  ];
  return `${parts
    .filter((part) => part !== '')
    .join('\n\n')
    .split('\n')
    .flatMap(folded)
    .join('\n')}\n`;
}

/** A quoted line, in lines of its own if it is long; what was quoted in it is so twice. */
const asQuoted = (line: string): string =>
  folded(line)
    .map((each) => (each === '' ? '>' : each.startsWith('>') ? `>${each}` : `> ${each}`))
    .join('\n');

/** A line that is too long in lines, each broken at a space where there is one. */
function folded(line: string): string[] {
  if (line.length * 3 < maxLineBytes || Buffer.byteLength(line) < maxLineBytes) return [line];
  const lines: string[] = [];
  let rest = line;
  while (rest.length > foldedAt) {
    const space = rest.lastIndexOf(' ', foldedAt);
    const isFolded = space > foldedAt / 2;
    lines.push(rest.slice(0, isFolded ? space : endOfCharacter(rest, foldedAt)));
    rest = rest.slice(isFolded ? space + 1 : endOfCharacter(rest, foldedAt));
  }
  return [...lines, rest];
}

/** Not between the two halves of a character beyond 16 bits. */
const endOfCharacter = (text: string, at: number): number => {
  const code = text.charCodeAt(at - 1);
  return code >= 0xd800 && code <= 0xdbff ? at - 1 : at;
};
