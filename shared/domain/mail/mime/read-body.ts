import { maxHtmlDepth } from '../../body/html-limits.ts';
import { textFromHtml } from '../../body/text-from-html.ts';
import { escapeText } from '../../text/escape-html.ts';
import { distinct, type Remark, remark } from '../../words/remark.ts';
import { mailLimits } from '../mail-limits.ts';
import { decodeText } from './charset.ts';
import { type DataPicture, takeOutDataPictures } from './data-pictures.ts';
import type { Entity } from './entity.ts';
import { unflow } from './flowed-text.ts';
import { isTooDeep, textOfDeepHtml } from './html-depth.ts';
import { toLineFeeds } from './line-feeds.ts';
import { decodeTransfer } from './transfer-encoding.ts';

/**
 * A leaf that is not the body. `signed`: it is part of signed content. `content` is set if it was
 * decoded already, `picture` if it was embedded in the HTML of the entity.
 */
export type FileLeaf = {
  entity: Entity;
  signed: boolean;
  name?: string;
  content?: Buffer;
  picture?: Pick<DataPicture, 'contentType' | 'contentId'>;
};

/**
 * What a mail shows, and its files. `plain` is null if the mail has no plain text; `text` is then
 * made from the HTML. `pieces`: what is shown one after the other, as it was sent.
 */
export type Body = { text: string; plain: string | null; html: string | null; pieces: Piece[]; files: FileLeaf[]; defects: Remark[] };

/** One thing the body shows, in one or both forms. */
type Piece = { plain: string | null; html: string | null };
type Placement = { alternative: boolean; signed: boolean };
/**
 * `named`: files that become the body if nothing else does, such as text with a name or of an
 * unknown kind. `textLeft`, `htmlLeft`: how many more characters of each form are shown; 500 parts
 * with a limit each would come to half a gigabyte.
 */
type Reading = { files: FileLeaf[]; named: FileLeaf[]; defects: Remark[]; textLeft: number; htmlLeft: number };

/**
 * Separates the body from the files. Text and HTML leaves are the body unless they are attachments
 * or have a file name. The parts of a multipart are shown one after the other; of alternatives (RFC
 * 2046 5.1.4), each form once. Named text is a file if the mail has any other body.
 */
export function readBody(root: Entity): Body {
  const reading: Reading = {
    files: [],
    named: [],
    defects: [],
    textLeft: mailLimits.bodyLength,
    htmlLeft: mailLimits.bodyLength,
  };
  let pieces = readPieces(reading, root, { alternative: false, signed: false }).filter(says);
  const [lone] = reading.named;
  if (pieces.length === 0 && lone) {
    pieces = [readText(reading, lone.entity)].filter(says);
    // one with a name also stays a file, as it was sent, and is scanned as such, unless the mail is
    // a single plain text
    const isFile = fileName(lone.entity) !== null && (lone.entity !== root || lone.entity.type !== 'text/plain');
    if (pieces.length > 0 && !isFile) reading.files.splice(reading.files.indexOf(lone), 1);
  }
  const hasPlain = pieces.some((piece) => piece.plain !== null);
  const text = pieces.map((piece) => piece.plain ?? textFromHtml(piece.html ?? '')).join('\n');
  const html = pieces.some((piece) => piece.html !== null)
    ? pieces.map((piece) => piece.html ?? htmlFromText(piece.plain ?? '')).join('\n')
    : null;
  return { text, plain: hasPlain ? text : null, html, pieces, files: reading.files, defects: distinct(reading.defects) };
}

const says = (piece: Piece) => (piece.plain ?? '').trim() !== '' || (piece.html ?? '').trim() !== '';

function readPieces(reading: Reading, entity: Entity, place: Placement): Piece[] {
  if (entity.children.length > 0) {
    const pieces = entity.children.flatMap((child, index) =>
      readPieces(reading, child, {
        alternative: entity.type === 'multipart/alternative',
        signed: place.signed || (entity.type === 'multipart/signed' && index === 0),
      }),
    );
    return entity.type === 'multipart/alternative' ? [oneOf(pieces)] : pieces;
  }
  const isText = entity.type === 'text/plain' || entity.type === 'text/html';
  if (!isText || entity.disposition.value === 'attachment') {
    const leaf = { entity, signed: place.signed };
    reading.files.push(leaf);
    if (mayBeBody(entity)) reading.named.push(leaf);
    return [];
  }
  if (!place.alternative && fileName(entity) !== null) {
    const leaf = { entity, signed: place.signed };
    reading.files.push(leaf);
    reading.named.push(leaf);
    return [];
  }
  return [readText(reading, entity)];
}

/**
 * Text of an unknown subtype is plain text (RFC 2046 4.1.4) if a mail has nothing else; these
 * subtypes are known to be files.
 */
const mayBeBody = ({ type, disposition }: Entity): boolean =>
  type.startsWith('text/') &&
  disposition.value !== 'attachment' &&
  !/^text\/(?:calendar|x-vcalendar|vcard|x-vcard|directory|csv|css|javascript|xml|rtf|rfc822-headers)$/.test(type);

/** The name that a leaf gives itself, or null. */
export const fileName = (entity: Entity): string | null =>
  entity.disposition.parameters.get('filename')?.trim() || entity.parameters.get('name')?.trim() || null;

/** Merges the forms of one alternative; an empty text beside an HTML is ignored. */
function oneOf(pieces: Piece[]): Piece {
  const texts = [...new Set(pieces.flatMap((piece) => (piece.plain?.trim() ? [piece.plain] : [])))];
  const htmls = pieces.flatMap((piece) => (piece.html?.trim() ? [piece.html] : []));
  return { plain: texts.length > 0 ? texts.join('\n') : null, html: htmls.length > 0 ? htmls.join('\n') : null };
}

function readText(reading: Reading, entity: Entity): Piece {
  const sent = decodeTransfer(entity.raw.subarray(entity.bodyStart, entity.bodyEnd), entity.encoding);
  const isHtml = entity.type === 'text/html';
  const content = isHtml ? withoutPictures(reading, entity, sent) : sent;
  const charset = entity.parameters.get('charset') ?? (isHtml ? metaCharset(content) : null);
  const shown = beginningOf(content, (isHtml ? reading.htmlLeft : reading.textLeft) * mailLimits.bytesPerCharacter);
  const decoded = decodeText(
    shown.length <= shortBytes || isWide(shown, charset) ? shown : toLineFeeds(shown, 'replace'),
    charset,
  ).replaceAll('\0', '');
  const lines = decoded.includes('\r') ? decoded.replace(/\r\n?/g, '\n') : decoded;
  const isCut = shown.length < content.length;
  if (isHtml) return limitHtml(reading, entity, lines, sent, isCut);
  const flowed = /^flowed$/i.test(entity.parameters.get('format') ?? '');
  const text = flowed ? unflow(lines, /^yes$/i.test(entity.parameters.get('delsp') ?? '')) : lines;
  const plain = text.slice(0, reading.textLeft);
  reading.textLeft -= plain.length;
  if (!isCut && plain.length === text.length) return { plain, html: null };
  reading.files.push({ entity, signed: false, name: 'message.txt', content });
  reading.defects.push(remark('text-too-long', { most: mailLimits.bodyLength }));
  return { plain, html: null };
}

/**
 * Up to this length line ends are replaced in the text; in longer ones that takes much longer than
 * in the bytes.
 */
const shortBytes = 65_536;

/** Line ends are the same bytes in every charset except those with units of two or four bytes. */
const isWide = (content: Buffer, charset: string | null) =>
  content.includes(0) ||
  /^(?:utf|ucs)-?(?:16|32|2|4)/i.test(charset ?? '') ||
  /^(?:\xff\xfe|\xfe\xff)/.test(content.toString('latin1', 0, 2));

/**
 * Cuts bytes at the end of a line, or else between UTF-8 characters: half a character would make
 * another charset likely.
 */
function beginningOf(content: Buffer, maxBytes: number): Buffer {
  if (content.length <= maxBytes) return content;
  const line = content.lastIndexOf(0x0a, maxBytes - 1) + 1;
  if (line > maxBytes - maxBytes / 4) return content.subarray(0, line);
  let end = maxBytes;
  while (end > maxBytes - 4 && ((content[end] ?? 0) & 0xc0) === 0x80) end -= 1;
  return content.subarray(0, Math.max(0, end));
}

/** The HTML without its embedded pictures, which are added to the files. */
function withoutPictures(reading: Reading, entity: Entity, sent: Buffer): Buffer {
  const { html, pictures } = takeOutDataPictures(sent);
  for (const { name, content, ...picture } of pictures) reading.files.push({ entity, signed: false, name, content, picture });
  return html;
}

function limitHtml(reading: Reading, entity: Entity, html: string, content: Buffer, isCut: boolean): Piece {
  const long = isCut || html.length > reading.htmlLeft;
  const shown = long ? html.slice(0, reading.htmlLeft) : html;
  const deep = isTooDeep(shown);
  reading.htmlLeft -= shown.length;
  if (!long && !deep) return { plain: null, html };
  reading.defects.push(long ? remark('html-too-long', { most: mailLimits.bodyLength }) : remark('html-too-deep', { most: maxHtmlDepth }));
  reading.files.push({ entity, signed: false, name: 'message.html', content });
  return { plain: deep ? textOfDeepHtml(shown) : textFromHtml(shown), html: null };
}

/**
 * The charset that an HTML body declares, for a header without one (HTML 13.2.3.2: within the first
 * 1024 bytes).
 */
const metaCharset = (content: Buffer) =>
  /<meta[^>]{1,200}charset\s{0,9}=\s{0,9}["']?([\w-]{1,40})/i.exec(content.toString('latin1', 0, 1024))?.[1] ?? null;

const htmlFromText = (text: string) => `<div>${escapeText(text).replaceAll('\n', '<br>\n')}</div>`;
