import { distinct, type Remark, remark } from '../../words/remark.ts';
import { mailLimits } from '../mail-limits.ts';
import type { Entity, Reading } from './entity.ts';
import { type ParameterizedValue, parseParameters } from './field-parameters.ts';
import { type HeaderBlock, readHeaderBlock } from './header.ts';
import { openCms } from './open-cms.ts';
import { partsOf } from './part-ranges.ts';
import { decodeTransfer } from './transfer-encoding.ts';

export type MimeTree = { root: Entity; header: HeaderBlock; defects: Remark[] };

/**
 * Reads the structure of a mail (RFC 2045, 2046): the positions and declared types of its parts,
 * without copying or decoding bodies. An inner part never extends beyond its outer one, whatever
 * its boundary says. Linear in the size of the mail times the depth; both are limited, and
 * `defects` says what exceeds a limit.
 */
export function readMimeTree(raw: Buffer): MimeTree {
  const reading: Reading = { raw, spent: { parts: 0, cms: 0, inflated: 0 }, defects: [] };
  const header = readHeaderBlock(raw, 0, raw.length, {
    isPart: false,
    maxBytes: mailLimits.headerBytes,
    maxFields: mailLimits.headerFields,
    maxLength: mailLimits.fieldLength,
  });
  const root = readEntity(reading, header, raw.length, 0, 'text/plain');
  return { root, header, defects: distinct(reading.defects) };
}

const partLimits = {
  isPart: true,
  maxBytes: mailLimits.partHeaderBytes,
  maxFields: mailLimits.parameters,
  maxLength: mailLimits.fieldLength,
} as const;

function readEntity(reading: Reading, header: HeaderBlock, end: number, depth: number, defaultType: string): Entity {
  const field = (name: string) => header.fields.find((candidate) => candidate.name === name)?.value ?? '';
  const content = contentTypeOf(reading.raw, header, end);
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
  const { boundary, ranges } = partsOf(reading, entity, content.value === '');
  if (boundary === null)
    return entity.type.startsWith('multipart/') ? { ...entity, type: 'text/plain' } : openSigned(reading, entity, depth);
  if (depth >= mailLimits.depth) {
    reading.defects.push(remark('parts-too-deep', { most: mailLimits.depth }));
    return entity;
  }
  const childType = entity.type === 'multipart/digest' ? 'message/rfc822' : 'text/plain';
  for (const range of ranges) {
    const partHeader = readHeaderBlock(reading.raw, range.start, range.end, partLimits);
    entity.children.push(readEntity(reading, partHeader, range.end, depth + 1, childType));
  }
  if (entity.children.length === 0) entity.type = 'text/plain';
  else if (!entity.type.startsWith('multipart/')) entity.type = 'multipart/mixed';
  return entity;
}

/**
 * Each time that signed content is opened, its bytes are held once more. At most, mails are signed,
 * encrypted and signed again (RFC 2634).
 */
const maxOpened = 5;
const isCmsNamed = ({ type, parameters, disposition }: Entity) =>
  /^application\/(?:x-)?pkcs7-mime$/.test(type) ||
  /\.p7[mz]\s*$/i.test(disposition.parameters.get('filename') ?? parameters.get('name') ?? '');

/**
 * Turns a leaf that is signed or compressed in one piece (application/pkcs7-mime or, renamed on the
 * way, any file .p7m: RFC 8551 3.2, 3.3) into a multipart/signed with the signed content; the
 * signature is not checked. It stays a leaf if it is encrypted or holds no MIME entity (a signed
 * PDF is one file).
 */
function openSigned(reading: Reading, entity: Entity, depth: number): Entity {
  const { spent } = reading;
  if (!isCmsNamed(entity) || spent.cms >= maxOpened || depth >= mailLimits.depth) return entity;
  spent.cms += 1;
  const body = decodeTransfer(reading.raw.subarray(entity.bodyStart, entity.bodyEnd), entity.encoding);
  const raw = openCms(body[0] === 0x30 ? body : decodeTransfer(body, 'base64'), mailLimits.archiveBytes - spent.inflated);
  if (raw === null || !/^\s{0,9}[!-9;-~]{1,70}:/.test(raw.toString('latin1', 0, 80))) return entity;
  const header = readHeaderBlock(raw, 0, raw.length, partLimits);
  if (!header.fields.some(({ name }) => name === 'content-type' || name === 'mime-version')) return entity;
  spent.inflated += raw.length;
  return { ...entity, type: 'multipart/signed', children: [readEntity({ ...reading, raw }, header, raw.length, depth + 1, 'text/plain')] };
}

/**
 * The Content-Type that counts: of several (a gateway added one), the first whose boundary is in
 * the body, else the first one.
 */
function contentTypeOf(raw: Buffer, header: HeaderBlock, end: number): ParameterizedValue {
  const [first = '', ...others] = header.fields.filter(({ name }) => name === 'content-type').map(({ value }) => value);
  const content = parseParameters(first);
  if (others.length === 0) return content;
  const body = raw.subarray(header.bodyStart, end);
  const isUsed = ({ value, parameters }: ParameterizedValue) =>
    value.startsWith('multipart/') && body.includes(`--${parameters.get('boundary') || '\n'}`, 0, 'latin1');
  return [content, ...others.slice(0, maxContentTypes).map(parseParameters)].find(isUsed) ?? content;
}

/** Programs write one, gateways a second. */
const maxContentTypes = 5;
