import { hash } from 'node:crypto';
import { textDigest } from '../content-digest.ts';
import { mailLimits } from '../mail-limits.ts';
import { isMailType, type MailPart } from '../parsed-mail.ts';
import { decodeWords } from './encoded-words.ts';
import type { Entity } from './entity.ts';
import { readHeaderBlock } from './header.ts';
import { toLineFeeds } from './line-feeds.ts';
import { type FileLeaf, fileName } from './read-body.ts';
import { decodeTransfer } from './transfer-encoding.ts';

/** Long names hide their extension; file systems allow 255 bytes. */
const maxNameLength = 500;

/**
 * Turns a leaf into a part of the mail, with the digest of its content, whatever its line ends are.
 * Text gets LF line ends; an attached mail (message/rfc822) keeps its bytes, and its subject is its
 * name if it has none.
 */
export function toMailPart({ entity, signed, name, content, picture }: FileLeaf): { part: MailPart; contentDigest: string } {
  const isText = !picture && /^(?:text|message)\//.test(entity.type) && entity.encoding !== 'base64';
  const decoded = content ?? decodeTransfer(entity.raw.subarray(entity.bodyStart, entity.bodyEnd), entity.encoding);
  const bytes = isText && !isMailType(entity.type) ? toLineFeeds(decoded, 'keep') : decoded;
  const sha256 = hash('sha256', bytes);
  const disposition = picture ? 'inline' : entity.disposition.value;
  return {
    part: {
      name: name ?? nameOf(entity, bytes),
      contentType: picture?.contentType ?? entity.type,
      disposition: disposition === 'inline' || disposition === 'attachment' ? disposition : null,
      contentId: picture ? picture.contentId : contentIdOf(entity),
      contentLocation: picture ? null : contentLocationOf(entity),
      content: bytes,
      size: bytes.byteLength,
      sha256,
      foundIn: signed ? 'signed' : 'mail',
    },
    contentDigest: isText ? textDigest(bytes) : sha256,
  };
}

const fieldOf = (entity: Entity, name: string): string => entity.fields.find((field) => field.name === name)?.value ?? '';

/**
 * Some programs write it as an encoded word (which RFC 2047 5 forbids) or leave its brackets out.
 */
const contentIdOf = (entity: Entity): string | null => {
  const value = decodeWords(fieldOf(entity, 'content-id')).trim();
  return (/<([^<>]*)>/.exec(value)?.[1] ?? value).trim() || null;
};

/**
 * Long ones may be folded anywhere and may be encoded words; the spaces are not part of the URI
 * (RFC 2557 4.4).
 */
const contentLocationOf = (entity: Entity): string | null =>
  decodeWords(fieldOf(entity, 'content-location'))
    .replace(/\s+/g, '')
    .replace(/^(["<])(.*)[">]$/, '$2') || null;

function nameOf(entity: Entity, content: Buffer): string | null {
  const own = fileName(entity)
    ?.replace(/[\r\n\t\0]+/g, ' ')
    .trim();
  if (own) return own.length <= maxNameLength ? own : own.slice(0, maxNameLength / 2) + own.slice(-maxNameLength / 2);
  return isMailType(entity.type) ? subjectName(content) : null;
}

function subjectName(content: Buffer): string | null {
  const { fields } = readHeaderBlock(content, 0, content.length, {
    isPart: false,
    maxBytes: mailLimits.partHeaderBytes,
    maxFields: mailLimits.parameters,
    maxLength: 2000,
  });
  const subject = decodeWords(fields.find((field) => field.name === 'subject')?.value ?? '')
    .replace(/\s+/g, ' ')
    .trim();
  return subject === '' ? null : `${subject.slice(0, 120)}.eml`;
}
