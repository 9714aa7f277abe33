import { remark } from '../../words/remark.ts';
import { mailLimits } from '../mail-limits.ts';
import type { Entity, Reading } from './entity.ts';

type Range = { start: number; end: number };

/**
 * The boundary of a multipart and its parts; null for a leaf. If the header's boundary is missing
 * or wrong, it is taken from the body.
 */
export function partsOf(reading: Reading, entity: Entity, untyped: boolean): { boundary: string | null; ranges: Range[] } {
  const isMultipart = entity.type.startsWith('multipart/');
  const named = (isMultipart && entity.parameters.get('boundary')) || null;
  const ranges = named === null ? [] : partRanges(reading, entity, named);
  if (ranges.length > 0 || (!isMultipart && !untyped)) return { boundary: named, ranges };
  const found = findBoundary(reading.raw.subarray(entity.bodyStart, entity.bodyEnd), isMultipart);
  if (found === null) return { boundary: named, ranges };
  if (named !== null) reading.defects.push(remark('other-boundary'));
  return { boundary: found, ranges: partRanges(reading, entity, found) };
}

/**
 * A text may quote a whole mail further down: if the header does not say multipart, only the usual
 * preamble may come before the first delimiter.
 */
const delimiterFirst =
  /^\s{0,99}(?:[^\n]{0,60}(?:multi-?part|MIME)[^\n]{0,60}\s{1,99})?--([^\r\n]{1,70})\r{0,2}\n(?:content-[a-z-]{1,40}:)/i;
const delimiterLine = /^--([^\r\n]{1,200})\r{0,2}\n(content-[a-z-]{1,40}:)?/gim;
/** Lines that look like delimiters and are tried. */
const maxDelimiters = 20;

/**
 * The boundary in a body: the first line that looks like a delimiter and is followed by a part's
 * header or closed further down.
 */
function findBoundary(body: Buffer, isMultipart: boolean): string | null {
  if (!isMultipart) return delimiterFirst.exec(body.toString('latin1', 0, 4096))?.[1]?.trimEnd() ?? null;
  let tried = 0;
  for (const [, line = '', field] of body.toString('latin1', 0, mailLimits.partHeaderBytes).matchAll(delimiterLine)) {
    const boundary = line.trimEnd();
    tried += 1;
    if (tried > maxDelimiters) break;
    if (boundary !== '' && (field || body.includes(`\n--${boundary}--`, 0, 'latin1'))) return boundary;
  }
  return null;
}

/**
 * The parts between delimiter lines (RFC 2046 5.1.1). A delimiter after the closing one opens a
 * part again: some programs nest multiparts with the same boundary.
 */
function partRanges(reading: Reading, entity: Entity, boundary: string): Range[] {
  const body = reading.raw.subarray(0, entity.bodyEnd);
  const delimiter = Buffer.from(`--${boundary}`, /[^\x00-\xff]/.test(boundary) ? 'utf8' : 'latin1');
  const ranges: Range[] = [];
  let open = -1;
  for (let at = body.indexOf(delimiter, entity.bodyStart); at >= 0; at = body.indexOf(delimiter, at + delimiter.length)) {
    const lineStart = at === entity.bodyStart || body[at - 1] === 0x0a;
    const line = lineStart ? delimiterEnd(body, at + delimiter.length) : null;
    if (!line) continue;
    if (open >= 0) ranges.push({ start: open, end: beforeLineBreak(body, open, at) });
    if (reading.spent.parts >= mailLimits.parts) {
      reading.defects.push(remark('too-many-parts', { most: mailLimits.parts }));
      return ranges;
    }
    if (!line.closes) reading.spent.parts += 1;
    open = line.closes ? -1 : line.next;
    if (line.next >= body.length) break;
  }
  if (open >= 0) {
    reading.defects.push(remark('end-is-missing'));
    ranges.push({ start: open, end: body.length });
  }
  return ranges;
}

/**
 * What follows a delimiter on its line: nothing or `--`, then spaces (RFC 2046: transport padding).
 * Null if it is a different, longer boundary.
 */
function delimiterEnd(body: Buffer, from: number): { closes: boolean; next: number } | null {
  const closes = body[from] === 0x2d && body[from + 1] === 0x2d;
  for (let at = closes ? from + 2 : from; at <= body.length; at += 1) {
    const byte = body[at];
    if (byte === 0x0a || byte === undefined) return { closes, next: Math.min(at + 1, body.length) };
    if (byte !== 0x20 && byte !== 0x09 && byte !== 0x0d) return null;
  }
  return null;
}

/** The line break before a delimiter belongs to it, not to the part. */
function beforeLineBreak(body: Buffer, start: number, at: number): number {
  let end = at;
  if (end > start && body[end - 1] === 0x0a) end -= 1;
  if (end > start && body[end - 1] === 0x0d) end -= 1;
  return end;
}
