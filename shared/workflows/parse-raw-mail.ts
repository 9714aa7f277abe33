import { MailLimitError } from '../domain/mail/mail-limits.ts';
import { parseHeaderOnly, parseMail } from '../domain/mail/parse-mail.ts';
import type { ParsedMail } from '../domain/mail/parsed-mail.ts';
import { remark } from '../domain/words/remark.ts';

/**
 * Parses a raw mail; of one beyond the limits only the header, with the whole mail as a file. Pure.
 */
export function parseRawMail(raw: Uint8Array): ParsedMail {
  try {
    return parseMail(raw);
  } catch (error) {
    if (!(error instanceof MailLimitError)) throw error;
    const mail = parseHeaderOnly(raw);
    const whole = {
      name: 'message.eml',
      contentType: 'message/rfc822',
      disposition: 'attachment',
      contentId: null,
      contentLocation: null,
      foundIn: 'mail',
    } as const;
    const part = { ...whole, content: raw, size: raw.byteLength, sha256: mail.rawSha256 };
    return { ...mail, parts: [part], defects: [...mail.defects, remark(error.limit, { most: error.most })] };
  }
}
