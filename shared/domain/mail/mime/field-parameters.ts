import { mailLimits } from '../mail-limits.ts';
import { decodeText } from './charset.ts';
import { decodeWords } from './encoded-words.ts';

/**
 * The value of a structured field (Content-Type, Content-Disposition) in lower case, and its
 * parameters, decoded, by name in lower case.
 */
export type ParameterizedValue = { value: string; parameters: Map<string, string> };

/**
 * Reads `value; name=value; …` (RFC 2045 5.1) with the extensions of RFC 2231: charsets (`name*=`),
 * continuations (`name*0=`) and both. Repairs: comments, missing quotes around spaces, Windows
 * paths in quotes, encoded words in values. If two parameters have the same name, the first counts.
 */
export function parseParameters(field: string): ParameterizedValue {
  const [value = '', ...pieces] = splitAtSemicolons(field);
  const plain = new Map<string, string>();
  for (const piece of pieces) {
    const equals = piece.indexOf('=');
    const name = (equals < 0 ? piece : piece.slice(0, equals)).trim().toLowerCase();
    if (name !== '' && !plain.has(name)) plain.set(name, equals < 0 ? '' : unquote(piece.slice(equals + 1)));
  }
  const parameters = new Map<string, string>();
  for (const [name, text] of plain) if (!name.includes('*')) parameters.set(name, decodeWords(text));
  for (const name of new Set([...plain.keys()].filter((key) => key.includes('*')).map((key) => key.slice(0, key.indexOf('*'))))) {
    const extended = plain.get(`${name}*`);
    const text = extended === undefined ? joinContinuations(name, plain) : decodeExtended(extended);
    if (text !== null) parameters.set(name, decodeWords(text));
  }
  return { value: unquote(value).toLowerCase(), parameters };
}

/**
 * Splits a field at semicolons that are neither in quotes nor in comments, and leaves out the
 * comments (RFC 5322 3.2.2).
 */
function splitAtSemicolons(field: string): string[] {
  const pieces: string[] = [];
  let piece = '';
  let quoted = false;
  let depth = 0;
  const lastClosing = field.lastIndexOf(')');
  for (let at = 0; at < field.length; at += 1) {
    const character = field[at] ?? '';
    if (character === '\\' && (quoted || depth > 0)) {
      if (depth === 0) piece += character + (field[at + 1] ?? '');
      at += 1;
    } else if (character === '"' && depth === 0) {
      quoted = !quoted;
      piece += character;
    } else if (!quoted && character === '(' && at < lastClosing && (depth > 0 || opensComment(piece))) depth += 1;
    else if (depth > 0) depth -= character === ')' ? 1 : 0;
    else if (!quoted && character === ';') {
      if (pieces.push(piece) > mailLimits.parameters) return pieces;
      piece = '';
    } else piece += character;
  }
  return [...pieces, piece];
}

/**
 * A parenthesis within a token belongs to it (`filename=Invoice(1).pdf`); a comment follows a space
 * or the value, and has an end. There are no comments in a file name that lost its quotes:
 * `filename=Invoice (copy 2).pdf`.
 */
const opensComment = (piece: string) => !piece.includes('=') || (/[\s"]$/.test(piece.slice(-1)) && !bareName.test(piece));
const bareName = /^\s{0,99}(?:file)?name(?:\*\d{1,3})?\s{0,9}=\s{0,99}[^"\s]/i;

/**
 * Removes quotes. A backslash escapes only a quote or another backslash: programs that don't know
 * of escapes write `"C:\temp\a.txt"`.
 */
function unquote(text: string): string {
  const trimmed = text.trim();
  if (!trimmed.startsWith('"')) return trimmed;
  const close = /^"(?:[^"\\]|\\.)*"/s.exec(trimmed)?.[0].length ?? trimmed.length + 1;
  return trimmed.slice(1, close - 1).replace(/\\(["\\])/g, '$1');
}

/**
 * Joins `name*0=`, `name*1*=` … (RFC 2231 3, 4.1); null without a first one, which also names the
 * charset.
 */
function joinContinuations(name: string, plain: Map<string, string>): string | null {
  const sections: { text: string; encoded: boolean }[] = [];
  for (let number = 0; number < mailLimits.continuations; number += 1) {
    const encoded = plain.get(`${name}*${number}*`);
    const text = encoded ?? plain.get(`${name}*${number}`);
    if (text === undefined) break;
    sections.push({ text, encoded: encoded !== undefined });
  }
  const [first] = sections;
  if (!first) return null;
  if (!sections.some((section) => section.encoded)) return sections.map((section) => section.text).join('');
  const { charset, text } = splitCharset(first.encoded ? first.text : `''${first.text}`);
  const bytes = [{ text, encoded: first.encoded }, ...sections.slice(1)].map((section) =>
    section.encoded ? fromPercent(section.text) : Buffer.from(section.text),
  );
  return decodeText(Buffer.concat(bytes), charset, 'label');
}

function decodeExtended(value: string): string {
  const { charset, text } = splitCharset(value);
  return decodeText(fromPercent(text), charset, 'label');
}

/** `charset'language'text`; some write no charset, or only one apostrophe. */
function splitCharset(value: string): { charset: string; text: string } {
  const match = /^([^']{0,60})'[^']{0,60}'(.*)$/s.exec(value) ?? /^([\w-]{2,60})'(.*)$/s.exec(value);
  return match ? { charset: match[1] ?? '', text: match[2] ?? '' } : { charset: '', text: value };
}

function fromPercent(text: string): Buffer {
  const bytes: Buffer[] = [];
  let from = 0;
  for (const match of text.matchAll(/(?:%[0-9A-Fa-f]{2})+/g)) {
    bytes.push(Buffer.from(text.slice(from, match.index)), Buffer.from(match[0].replaceAll('%', ''), 'hex'));
    from = match.index + match[0].length;
  }
  return Buffer.concat([...bytes, Buffer.from(text.slice(from))]);
}
