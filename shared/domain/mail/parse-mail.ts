import { hash } from 'node:crypto';
import { remark } from '../words/remark.ts';
import { readInvitation } from './calendar/read-invitation.ts';
import { contentDigest, type DigestedLeaf, fieldsDigest, textDigest } from './content-digest.ts';
import { MailLimitError, mailLimits } from './mail-limits.ts';
import { decodeText, toBuffer } from './mime/charset.ts';
import type { Entity } from './mime/entity.ts';
import { withGuessBudget } from './mime/guess-charset.ts';
import { type HeaderBlock, readHeaderBlock } from './mime/header.ts';
import { readMimeTree } from './mime/mime-tree.ts';
import { type Body, readBody } from './mime/read-body.ts';
import { readHeader } from './mime/read-header.ts';
import { toMailPart } from './mime/to-mail-part.ts';
import { unwrapMail } from './mime/unwrap-mail.ts';
import type { HeaderField, Invitation, MailPart, ParsedMail } from './parsed-mail.ts';
import { unpackTnef } from './tnef/unpack-tnef.ts';

/**
 * Reads any raw mail (RFC 5322, MIME), a malformed one as far as possible; `defects` says what is
 * wrong with it.
 *
 * @throws MailLimitError if the mail is too big or its header doesn't end; nothing else.
 * `parseHeaderOnly` still reads the sender and the subject.
 */
export const parseMail = (raw: Uint8Array): ParsedMail => withGuessBudget(() => readMail(raw));

function readMail(raw: Uint8Array): ParsedMail {
  if (raw.byteLength > mailLimits.mailBytes) {
    throw new MailLimitError('mail-size', mailLimits.mailBytes);
  }
  const tree = unwrapMail(readMimeTree(withLineFeeds(toBuffer(raw))));
  if (tree.header.unfinished) throw new MailLimitError('header-size', mailLimits.headerBytes);
  const body = readBody(tree.root);
  const parts = body.files.map(toMailPart);
  const files = parts.map(({ part, contentDigest: sha256 }) => ({ type: part.contentType, name: part.name, sha256 }));
  const earlierDigest = earlierDigestOf(tree.root.fields, body, files);
  const header = readHeader(tree.root.fields, earlierDigest);
  const { digest, others } = contentDigest(header.read, body.pieces, files);
  const unpacked = unpackTnef({
    text: body.text,
    html: body.html,
    parts: parts.map(({ part }) => part),
    defects: [...headerDefects(tree.header), ...header.defects, ...tree.defects, ...body.defects, ...sealed(tree.root)],
  });
  const invitation = invitationIn(unpacked.parts);
  return {
    rawSha256: hash('sha256', raw),
    contentSha256: digest,
    get knownSha256s() {
      return [earlierDigest(), ...others()];
    },
    size: raw.byteLength,
    ...header.read,
    ...unpacked,
    text: unpacked.text.trim() === '' && invitation ? textOfInvitation(invitation) : unpacked.text,
    invitation,
  };
}

/**
 * Makes the former digest on demand. It keeps only fields and texts in memory, not the raw mail.
 */
function earlierDigestOf(fields: HeaderField[], { plain, html }: Pick<Body, 'plain' | 'html'>, files: DigestedLeaf[]): () => string {
  return () =>
    fieldsDigest(fields, [
      { type: 'text/plain', name: null, sha256: textDigest(Buffer.from(plain ?? '')) },
      { type: 'text/html', name: null, sha256: textDigest(Buffer.from(html ?? '')) },
      ...files,
    ]);
}

/**
 * The text of a mail that is only an invitation: what, when and where, then the description with
 * its link to join.
 */
const textOfInvitation = ({ summary, note }: Invitation) => (note === null ? summary : `${summary}\n\n${note.trim()}`);

/**
 * What the first calendar part says (RFC 6047; some only name the file .ics). Calendars are UTF-8
 * (RFC 5545 3.1.4).
 */
function invitationIn(parts: MailPart[]): Invitation | null {
  const calendar = parts.find(
    ({ contentType, name }) => /^(?:text\/calendar|application\/ics)$/.test(contentType) || /\.ics$/i.test(name ?? ''),
  );
  return calendar ? readInvitation(decodeText(calendar.content.subarray(0, mailLimits.bodyLength), null)) : null;
}

/**
 * Reads the header of a mail that `parseMail` refused: From, Subject, Message-ID and the rest
 * within the limits; no body, no parts. Bounded for any input; never throws.
 */
export const parseHeaderOnly = (raw: Uint8Array): ParsedMail => withGuessBudget(() => readHeaderOnly(raw));

function readHeaderOnly(raw: Uint8Array): ParsedMail {
  const buffer = withLineFeeds(toBuffer(raw));
  const block = readHeaderBlock(buffer, 0, buffer.length, {
    isPart: false,
    maxBytes: mailLimits.headerBytes,
    maxFields: mailLimits.headerFields,
    maxLength: mailLimits.fieldLength,
  });
  const rawSha256 = hash('sha256', raw);
  const content = [{ type: 'raw', name: null, sha256: hash('sha256', buffer.subarray(block.bodyStart)) }];
  const earlierSha256 = fieldsDigest(block.fields, content);
  const header = readHeader(block.fields, () => earlierSha256);
  const { digest, others } = contentDigest(header.read, [], content);
  const digests = { rawSha256, contentSha256: digest, knownSha256s: [earlierSha256, ...others()] };
  const defects = [remark('header-only'), ...headerDefects(block), ...header.defects];
  return { ...digests, size: raw.byteLength, ...header.read, text: '', html: null, parts: [], invitation: null, defects };
}

/** A field that begins after a bare CR is looked for up to here. */
const maxHeaderBytes = 65_536;

/**
 * Old programs end lines with a bare CR; the servers on the way add fields that end with CR LF. The
 * rest is such a mail only if no LF follows: otherwise one CR would show us a header that differs
 * from what the servers saw. They didn't see an Authentication-Results in it either, and could not
 * remove a forged one (RFC 8601 5).
 */
function withLineFeeds(raw: Buffer): Buffer {
  if (!hasCrInLastLine(raw)) return raw;
  const header = raw.toString('latin1', 0, Math.min(raw.length, maxHeaderBytes));
  const first = raw.includes(0x0a) ? header.search(/\r(?<=[^\r\n]\r)[!-9;-~]{1,70}:/) : raw.indexOf(0x0d);
  if (first < 0) return raw;
  const start = header.lastIndexOf('\n', first) + 1;
  const rest = raw.toString('latin1', start).trimEnd();
  if (rest.includes('\n')) return raw;
  const lines = rest.replace(/\r/g, '\n').replace(/^authentication-results(?=[ \t]*:)/gim, 'X-$&');
  return Buffer.concat([raw.subarray(0, start), Buffer.from(`${lines}\n`, 'latin1')]);
}

/**
 * The last line is enough for nearly all mails: only such a mail has a CR in it, white space at its
 * end aside.
 */
function hasCrInLastLine(raw: Buffer): boolean {
  let end = raw.length;
  while (end > 0 && isBlankByte(raw[end - 1] ?? 0)) end -= 1;
  const start = end === 0 ? -1 : raw.lastIndexOf(0x0a, end - 1);
  return raw.subarray(start + 1, end).includes(0x0d) || (start < 0 && raw.includes(0x0d));
}

const isBlankByte = (byte: number) => byte === 0x20 || (byte >= 0x09 && byte <= 0x0d) || byte === 0xa0;

/**
 * A mail that is encrypted as a whole (RFC 8551, RFC 3156) shows nothing; its content stays a file
 * for those who have the key.
 */
const sealed = ({ type, children, parameters, disposition }: Entity) =>
  type === 'multipart/encrypted' ||
  (children.length === 0 &&
    (/^application\/(?:x-)?pkcs7-mime$/.test(type) ||
      /\.p7m$/i.test(disposition.parameters.get('filename') ?? parameters.get('name') ?? '')))
    ? [remark('sealed')]
    : [];

const headerDefects = (block: HeaderBlock) => [
  ...(block.noBlankLine ? [remark('header-not-separated')] : []),
  ...(block.dropped > 0 ? [remark('header-fields-left-out', { most: mailLimits.headerFields, left: block.dropped })] : []),
];
