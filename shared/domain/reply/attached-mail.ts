import { toBuffer } from '../mail/mime/charset.ts';
import { parseMail } from '../mail/parse-mail.ts';
import type { MailPart, ParsedMail } from '../mail/parsed-mail.ts';

/**
 * An attached mail is read so far: its header and its text stand there; beyond it are its files,
 * which nobody asks for, or an attack.
 */
const maxBytes = 2_000_000;

/** A forward, its classification and the ticket ask for the same attached mail. */
const known = new WeakMap<Uint8Array, ParsedMail>();

/**
 * Reads a mail that is attached to another as a mail is read: same charsets, same lists of
 * addresses, same repairs. One that is longer than `maxBytes` is read up to there: its digests and
 * the size are those of what was read. Never throws: the limits that end the reading of a mail lie
 * above it. Pure.
 */
export function enclosedMail({ content }: Pick<MailPart, 'content'>): ParsedMail {
  const read = known.get(content) ?? parseMail(toBuffer(content).subarray(0, maxBytes));
  known.set(content, read);
  return read;
}
