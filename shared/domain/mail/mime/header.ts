import type { HeaderField } from '../parsed-mail.ts';
import { decodeText } from './charset.ts';
import { parseParameters } from './field-parameters.ts';

/**
 * A header as it is in the mail. `unfinished`: it did not end within the limit; `noBlankLine`: the
 * body follows without an empty line; `dropped`: number of fields beyond the limit.
 */
export type HeaderBlock = { fields: HeaderField[]; bodyStart: number; unfinished: boolean; noBlankLine: boolean; dropped: number };

/**
 * `isPart`: a part without a header begins with its body. `isReport`: only an empty line ends the
 * header, and a line that is not a field continues the field before it, as programs write reports.
 * Lengths in bytes and characters.
 */
export type HeaderLimits = { isPart: boolean; isReport?: true; maxBytes: number; maxFields: number; maxLength: number };

/**
 * The fields that are needed to read a mail: kept however many others come before them, but only a
 * limited number of each.
 */
const needed =
  /^(?:from|sender|reply-to|to|cc|subject|date|message-id|in-reply-to|references|mime-version|content-[a-z-]+|auto-submitted|return-path|delivered-to|list-[a-z-]+|precedence|authentication-results)$/;
const maxOfOne = 20;
const fieldLine = /^([!-9;-~]{1,200})[ \t]*:/;
/**
 * Fields that no text begins with by chance: if one follows, the header continues after an odd
 * line.
 */
const certainField =
  /^(?:from|to|cc|subject|date|message-id|mime-version|content-type|content-transfer-encoding|content-disposition|received|return-path|reply-to|x-[a-z-]+)[ \t]*:/i;

type Line = { text: string; at: number };

/**
 * Reads the header that begins at `start` and ends at an empty line, at `end`, or after `maxBytes`.
 * Values are unfolded (RFC 5322 2.2.3); raw 8-bit text is UTF-8, else what the Content-Type says,
 * else guessed. Repairs: an mbox "From " line or empty lines at the beginning, continuation lines
 * that lost their space, a missing empty line before the body.
 */
export function readHeaderBlock(raw: Buffer, start: number, end: number, limits: HeaderLimits): HeaderBlock {
  const limit = Math.min(end, start + limits.maxBytes);
  const { lines, bodyStart, unfinished } = readLines(raw, limits.isPart ? start : skipEmptyLines(raw, start, limit), limit);
  const lastCertain = lines.findLastIndex((line) => certainField.test(line.text));
  const fields: string[][] = [];
  for (const [index, { text, at }] of lines.entries()) {
    const open = fields.at(-1);
    const folded = (open && text.startsWith(' ')) || text.startsWith('\t');
    if (folded) open?.push(text);
    else if (!limits.isReport && text.startsWith('--') && isDelimiter(text, fields))
      return { ...keep(fields, limits), bodyStart: at, unfinished: false, noBlankLine: true };
    else if (fieldLine.test(text.trimStart())) fields.push([text.trimStart()]);
    else if (index === 0 && /^>?From /.test(text)) continue;
    else if (limits.isReport) open?.push(` ${text}`);
    else if (open && (index < lastCertain || isParameter(text, open))) open.push(` ${text}`);
    else if (index >= lastCertain) return { ...keep(fields, limits), bodyStart: at, unfinished: false, noBlankLine: true };
  }
  return { ...keep(fields, limits), bodyStart, unfinished: unfinished && limit < end, noBlankLine: false };
}

/** `name="a.pdf"` under a Content-Type that ended in a semicolon. */
const isParameter = (text: string, open: string[]) => /^[\w*-]{1,40}=/.test(text) && /;\s*$/.test(open.at(-1)?.slice(-200) ?? '');

/**
 * Whether a line begins with a boundary that the header names: a part begins, although the empty
 * line before it is missing.
 */
const isDelimiter = (text: string, fields: string[][]) =>
  fields
    .filter(([first = '']) => /^content-type[ \t]*:/i.test(first))
    .map((lines) => parseParameters(lines.join('').slice(0, 2000)).parameters.get('boundary'))
    .some((boundary) => boundary && text.startsWith(`--${boundary}`));

function readLines(raw: Buffer, start: number, limit: number): { lines: Line[]; bodyStart: number; unfinished: boolean } {
  const lines: Line[] = [];
  for (let at = start; at < limit; ) {
    const newline = raw.indexOf(0x0a, at);
    const next = newline < 0 || newline >= limit ? limit : newline + 1;
    let last = newline < 0 || newline >= limit ? limit : newline;
    while (last > at && raw[last - 1] === 0x0d) last -= 1;
    if (last === at) return { lines, bodyStart: next, unfinished: false };
    lines.push({ text: raw.toString('latin1', at, last), at });
    at = next;
  }
  return { lines, bodyStart: limit, unfinished: true };
}

function skipEmptyLines(raw: Buffer, start: number, limit: number): number {
  let at = start;
  while (at < limit && (raw[at] === 0x0a || raw[at] === 0x0d)) at += 1;
  return at;
}

function keep(fields: string[][], limits: HeaderLimits): { fields: HeaderField[]; dropped: number } {
  const kept: { name: string; value: string }[] = [];
  const often = new Map<string, number>();
  for (const lines of fields) {
    const text = lines.length === 1 ? (lines[0] ?? '') : lines.join('');
    const colon = text.indexOf(':');
    const name = text.slice(0, colon).trimEnd().toLowerCase();
    const before = often.get(name) ?? 0;
    often.set(name, before + 1);
    if (kept.length >= limits.maxFields && (before >= maxOfOne || !needed.test(name))) continue;
    kept.push({ name, value: text.slice(colon + 1, colon + 1 + limits.maxLength) });
  }
  const charset =
    kept
      .find((field) => field.name === 'content-type' && /charset/i.test(field.value))
      ?.value.match(/charset\s{0,9}=\s{0,9}"?([\w-]{1,40})/i)?.[1] ?? null;
  return { fields: kept.map(({ name, value }) => ({ name, value: toText(value, charset) })), dropped: fields.length - kept.length };
}

/**
 * A value as text: its bytes were read as Latin-1, one character each. A bare CR or NUL is not
 * allowed in a value (RFC 5322 2.2) and could forge a line if the value is written out again.
 */
function toText(value: string, charset: string | null): string {
  const text = /[\x1b\x80-\xff]/.test(value) ? decodeText(Buffer.from(value, 'latin1'), charset) : value;
  return text.replace(/[\r\n\0]+/g, ' ').trim();
}
