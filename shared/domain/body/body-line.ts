/**
 * What the HTML says about a line: `rest` (everything from here on is quotation), `attribution`
 * ("On … wrote:"), `signature`. Plain text has no marks.
 */
export type LineMark = 'rest' | 'attribution' | 'signature';

/**
 * One line of a mail's body. `text`: as it is shown, with its quote marks; `content`: without them,
 * trimmed; `depth`: the quote depth; `start` and `end`: its position in the source (UTF-16 units).
 */
export type MailLine = { text: string; content: string; depth: number; mark: LineMark | null; start: number; end: number };

/**
 * A mail of a million empty lines is cheap to send. What follows this many lines becomes one last
 * line, which is always kept.
 */
const maxLines = 20_000;
/**
 * Zero-width marks; the direction marks around dates and names in Arabic and Hebrew; letters that
 * look blank (Braille, Hangul), which trackers use; the place of a picture (U+FFFC). Not the
 * joiners, which Persian, Hindi and emoji need.
 */
const invisible =
  /[\u00ad\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\u2800\u3164\uffa0\ufeff\ufffc]|\u034f/g;

/** A line's text without invisible characters, trimmed. */
export const visibleContent = (text: string): string => (/[^\x00-\x7f]/.test(text) ? text.replace(invisible, '') : text).trim();

const quotation = /^\s{0,3}(?:>\s?){1,200}/;

/**
 * Splits a plain text body into lines. Their texts, joined by line feeds, are the body (with LF
 * line ends).
 */
export function linesFromText(body: string): MailLine[] {
  const lines: MailLine[] = [];
  const text = body.includes('\r') ? body.replace(/\r\n?/g, '\n') : body;
  let start = 0;
  while (start <= text.length) {
    const found = lines.length + 1 < maxLines ? text.indexOf('\n', start) : -1;
    const end = found < 0 ? text.length : found;
    lines.push(lineOf(text.slice(start, end), start, end));
    start = end + 1;
  }
  return lines;
}

function lineOf(text: string, start: number, end: number): MailLine {
  const prefix = quotation.exec(text)?.[0] ?? '';
  let depth = 0;
  for (const char of prefix) if (char === '>') depth += 1;
  const content = visibleContent(text.slice(prefix.length));
  return { text, content, depth, mark: null, start, end };
}
