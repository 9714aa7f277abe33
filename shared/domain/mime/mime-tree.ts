import { mailLimits } from '../limits.ts';
import type { HeaderField } from '../mail.ts';
import { type ParameterizedValue, parseParameters } from './field-parameters.ts';
import { type HeaderBlock, readHeaderBlock } from './header-block.ts';
import { openCms } from './open-cms.ts';
import { decodeTransfer } from './transfer-encoding.ts';

/** A node of the MIME tree: a multipart with children, or a leaf whose body stands in `raw` from `bodyStart` to `bodyEnd` (bytes). */
export type Entity = {
  /** The bytes of the mail, or of the signed content that was opened within it. */
  raw: Buffer;
  fields: HeaderField[];
  /** The type in lower case: what the header says, else what its place in the tree says (RFC 2045 5.2, RFC 2046 5.1.5). */
  type: string;
  parameters: ParameterizedValue['parameters'];
  disposition: ParameterizedValue;
  /** Content-Transfer-Encoding in lower case. */
  encoding: string;
  bodyStart: number;
  bodyEnd: number;
  children: Entity[];
};

export type MimeTree = { root: Entity; header: HeaderBlock; defects: string[] };

/** `spent` is shared by all that is opened within the mail. */
type Reading = { raw: Buffer; spent: { parts: number; cms: number; inflated: number }; defects: Set<string> };

/**
 * Reads the structure of a mail (RFC 2045, 2046): where its parts are and what they say they are; no byte of a body is copied or decoded.
 * An inner part never reaches beyond its outer one, whatever its boundary says. Linear in the size of the mail times the depth; both are limited,
 * and what lies beyond a limit is named in `defects`.
 */
export function readMimeTree(raw: Buffer): MimeTree {
  const reading: Reading = { raw, spent: { parts: 0, cms: 0, inflated: 0 }, defects: new Set() };
  const header = readHeaderBlock(raw, 0, raw.length, {
    isPart: false,
    maxBytes: mailLimits.headerBytes,
    maxFields: mailLimits.headerFields,
    maxLength: mailLimits.fieldLength,
  });
  const root = readEntity(reading, header, raw.length, 0, 'text/plain');
  return { root, header, defects: [...reading.defects] };
}

const partLimits = {
  isPart: true,
  maxBytes: mailLimits.partHeaderBytes,
  maxFields: mailLimits.parameters,
  maxLength: mailLimits.fieldLength,
} as const;

function readEntity(reading: Reading, header: HeaderBlock, end: number, depth: number, defaultType: string): Entity {
  const field = (name: string) => header.fields.find((candidate) => candidate.name === name)?.value ?? '';
  const content = parseParameters(field('content-type'));
  const entity: Entity = {
    raw: reading.raw,
    fields: header.fields,
    type: /^[\w.+-]+\/[\w.+*-]+(?=\s|$)/.exec(content.value)?.[0] ?? defaultType,
    parameters: content.parameters,
    disposition: parseParameters(field('content-disposition')),
    encoding:
      /[\w-]+/.exec(
        field('content-transfer-encoding')
          .replace(/\([^)]*\)/g, ' ')
          .toLowerCase(),
      )?.[0] ?? '',
    bodyStart: header.bodyStart,
    bodyEnd: end,
    children: [],
  };
  const boundary = boundaryOf(reading.raw, entity, content.value === '');
  if (boundary === null)
    return entity.type.startsWith('multipart/') ? { ...entity, type: 'text/plain' } : openSigned(reading, entity, depth);
  if (depth >= mailLimits.depth) {
    reading.defects.add(`Parts are nested deeper than ${mailLimits.depth} levels; what is deeper is kept as one file.`);
    return entity;
  }
  const childType = entity.type === 'multipart/digest' ? 'message/rfc822' : 'text/plain';
  for (const range of partRanges(reading, entity, boundary)) {
    const partHeader = readHeaderBlock(reading.raw, range.start, range.end, partLimits);
    entity.children.push(readEntity(reading, partHeader, range.end, depth + 1, childType));
  }
  if (entity.children.length === 0) entity.type = 'text/plain';
  else if (!entity.type.startsWith('multipart/')) entity.type = 'multipart/mixed';
  return entity;
}

/** So often is signed content opened in a mail: each time its bytes are held once more. Signed, encrypted and signed again is the most that is used (RFC 2634). */
const maxOpened = 5;
const isCmsNamed = ({ type, parameters, disposition }: Entity) =>
  /^application\/(?:x-)?pkcs7-mime$/.test(type) ||
  /\.p7[mz]\s*$/i.test(disposition.parameters.get('filename') ?? parameters.get('name') ?? '');

/**
 * A leaf that is signed or compressed in one piece (application/pkcs7-mime or, renamed on the way, any file .p7m: RFC 8551 3.2, 3.3) as a
 * multipart/signed whose content is what was signed; the signature is not checked. A leaf still when it is encrypted, or holds no MIME
 * entity (a signed PDF is one file).
 */
function openSigned(reading: Reading, entity: Entity, depth: number): Entity {
  const { spent } = reading;
  if (!isCmsNamed(entity) || spent.cms >= maxOpened || depth >= mailLimits.depth) return entity;
  spent.cms += 1;
  const body = decodeTransfer(reading.raw.subarray(entity.bodyStart, entity.bodyEnd), entity.encoding);
  const raw = openCms(body[0] === 0x30 ? body : decodeTransfer(body, 'base64'), mailLimits.archiveBytes - spent.inflated);
  if (raw === null || !/^\s{0,9}(?:content-[a-z-]{1,40}|mime-version)[ \t]{0,9}:/i.test(raw.toString('latin1', 0, 60))) return entity;
  spent.inflated += raw.length;
  const header = readHeaderBlock(raw, 0, raw.length, partLimits);
  return { ...entity, type: 'multipart/signed', children: [readEntity({ ...reading, raw }, header, raw.length, depth + 1, 'text/plain')] };
}

/** The boundary of a multipart, or null for a leaf. One that the header lost is taken from the body's first delimiter line. */
function boundaryOf(raw: Buffer, entity: Entity, untyped: boolean): string | null {
  const isMultipart = entity.type.startsWith('multipart/');
  const named = entity.parameters.get('boundary');
  if (isMultipart && named) return named;
  if (!isMultipart && !untyped) return null;
  const beginning = raw.toString('latin1', entity.bodyStart, Math.min(entity.bodyEnd, entity.bodyStart + 4096));
  // a text may quote a whole mail further down: only the usual remark may stand before the first delimiter
  const first = /^\s{0,99}(?:[^\n]{0,60}(?:multi-?part|MIME)[^\n]{0,60}\s{1,99})?--([^\r\n]{1,70})\r{0,2}\n(?:content-[a-z-]{1,40}:)/i.exec(
    beginning,
  )?.[1];
  return first?.trimEnd() ?? null;
}

/** The parts between delimiter lines (RFC 2046 5.1.1). A delimiter after the closing one opens a part again: some nest with one boundary for all. */
function partRanges(reading: Reading, entity: Entity, boundary: string): { start: number; end: number }[] {
  const body = reading.raw.subarray(0, entity.bodyEnd);
  const delimiter = Buffer.from(`--${boundary}`, /[^\x00-\xff]/.test(boundary) ? 'utf8' : 'latin1');
  const ranges: { start: number; end: number }[] = [];
  let open = -1;
  for (let at = body.indexOf(delimiter, entity.bodyStart); at >= 0; at = body.indexOf(delimiter, at + delimiter.length)) {
    const lineStart = at === entity.bodyStart || body[at - 1] === 0x0a;
    const line = lineStart ? delimiterEnd(body, at + delimiter.length) : null;
    if (!line) continue;
    if (open >= 0) ranges.push({ start: open, end: beforeLineBreak(body, open, at) });
    if (reading.spent.parts >= mailLimits.parts) {
      reading.defects.add(`The mail has more than ${mailLimits.parts} parts; the others are only in the raw mail.`);
      return ranges;
    }
    if (!line.closes) reading.spent.parts += 1;
    open = line.closes ? -1 : line.next;
    if (line.next >= body.length) break;
  }
  if (open >= 0) {
    reading.defects.add('The end of the mail is missing: its last part is not closed.');
    ranges.push({ start: open, end: body.length });
  }
  return ranges;
}

/** What follows a delimiter on its line: nothing or `--`, then blanks (RFC 2046: transport padding). Null when it is another, longer boundary. */
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
