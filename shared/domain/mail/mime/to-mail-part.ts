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

/** Long names only serve to hide their ends; file systems take 255 bytes. */
const maxNameLength = 500;

/**
 * A leaf as a part of the mail, and the digest of its content without regard to line ends. Text
 * keeps LF line ends as it has them in the end; an attached mail (message/rfc822) keeps its bytes
 * as they are, and is named after its subject when it has no name.
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
 * Some programs encode it as if it were words (RFC 2047 5 forbids that) or leave its brackets out.
 */
const contentIdOf = (entity: Entity): string | null => {
  const value = decodeWords(fieldOf(entity, 'content-id')).trim();
  return (/<([^<>]*)>/.exec(value)?.[1] ?? value).trim() || null;
};

/**
 * Long ones are folded anywhere, and may be encoded words: the blanks are no part of the URI (RFC
 * 2557 4.4).
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
