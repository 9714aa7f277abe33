import { cut } from '../text/cut.ts';
import { type OutgoingFile, oneLine } from './outgoing-mail.ts';

/** RFC 2045 5.1: type and subtype, without parameters. */
const mediaType = /^[a-z0-9!#$&^_.+-]{1,127}\/[a-z0-9!#$&^_.+-]{1,127}$/;
/** RFC 2392: the addr-spec of a Content-ID, as it may stand in a `cid:` URL unescaped. */
const contentId = /^[A-Za-z0-9!#$&'*+/=?^_`{|}~.@-]{1,200}$/;
const maxNameLength = 200;
const anyType = 'application/octet-stream';

/**
 * The media type of a file that is sent, without parameters; what is none is bytes of any type.
 * Pure.
 */
export function sentType({ type }: Pick<OutgoingFile, 'type'>): string {
  const bare = (type.split(';')[0] ?? '').trim().toLowerCase();
  // a multipart would need the boundary that stands in a parameter
  return mediaType.test(bare) && !bare.startsWith('multipart/') ? bare : anyType;
}

/** The name of a file that is sent: one line, without a path; never empty. Pure. */
export function sentName({ name }: Pick<OutgoingFile, 'name'>): string {
  const last = oneLine(name).split(/[/\\]/).at(-1) ?? '';
  const extension = /\.[A-Za-z0-9]{1,10}$/.exec(last)?.[0] ?? '';
  return cut(last.slice(0, last.length - extension.length), maxNameLength - extension.length) + extension || 'file';
}

/**
 * A file as a part of a mail, for nodemailer: Base64, its name in RFC 2231 where it is not ASCII. A
 * picture that the HTML names by `cid:` stands with the HTML (multipart/related, RFC 2387). An
 * attached mail may not be encoded (RFC 2046 5.2.1): one that SMTP would not carry as it is goes as
 * bytes. Pure.
 *
 * @throws Error that names the file whose Content-ID can't be written, or comes twice.
 */
export function toParts(files: readonly OutgoingFile[]) {
  const seen = new Set<string>();
  return files.map((file) => {
    const name = sentName(file);
    if (file.contentId !== null && (!contentId.test(file.contentId) || seen.has(file.contentId)))
      throw new Error(
        `attachments: the Content-ID of ${JSON.stringify(name)} must be one that no other file has, without spaces and brackets`,
      );
    if (file.contentId !== null) seen.add(file.contentId);
    const type = sentType(file);
    const isPlain = !type.startsWith('message/') || (type === 'message/rfc822' && isSevenBit(file.bytes));
    return {
      filename: name,
      content: Buffer.from(file.bytes.buffer, file.bytes.byteOffset, file.bytes.byteLength),
      contentType: isPlain ? type : anyType,
      contentDisposition: file.contentId === null ? ('attachment' as const) : ('inline' as const),
      ...(file.contentId === null ? {} : { cid: file.contentId }),
    };
  });
}

/** RFC 5322 2.1.1: lines of 998 characters at most, of ASCII, which end with CRLF. */
function isSevenBit(bytes: Uint8Array): boolean {
  let length = 0;
  for (let at = 0; at < bytes.length; at += 1) {
    const byte = bytes[at] ?? 0;
    if (byte === 0 || byte > 0x7f) return false;
    if (byte === 0x0d && bytes[at + 1] !== 0x0a) return false;
    if (byte === 0x0a && bytes[at - 1] !== 0x0d) return false;
    length = byte === 0x0a ? 0 : length + 1;
    if (length > 999) return false;
  }
  return true;
}
