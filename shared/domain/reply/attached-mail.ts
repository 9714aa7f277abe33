import { toBuffer } from '../mail/mime/charset.ts';
import { parseMail } from '../mail/parse-mail.ts';
import type { MailPart, ParsedMail } from '../mail/parsed-mail.ts';

/**
 * An attached mail is read up to here: its header and text are in it. The rest are its files, which
 * are not needed, or an attack.
 */
const maxBytes = 2_000_000;

/** The same attached mail is read for a forward, its classification and the ticket. */
const known = new WeakMap<Uint8Array, ParsedMail>();

/**
 * Reads a mail that is attached to another like any other mail: same charsets, same address lists,
 * same repairs. One that is longer than `maxBytes` is read up to there, and its digests and size
 * are those of what was read. Never throws, since it stays below the limits beyond which a mail is
 * not read. Pure.
 */
export function enclosedMail({ content }: Pick<MailPart, 'content'>): ParsedMail {
  const read = known.get(content) ?? parseMail(toBuffer(content).subarray(0, maxBytes));
  known.set(content, read);
  return read;
}
