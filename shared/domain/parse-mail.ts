import { createHash } from 'node:crypto';
import PostalMime, { type Attachment, addressParser, decodeWords, type Email } from 'postal-mime';
import { textFromHtml } from './html-text.ts';
import type { Address, MailPart, ParsedMail } from './mail.ts';
import { messageIdsIn } from './message-ids.ts';

/** A mail that is beyond the limits: it is kept raw, with the limit named. */
export class MailLimitError extends Error {
  override name = 'MailLimitError';
}

/** Trace fields that each delivery adds (RFC 5321 4.4, RFC 8601): copies of one mail differ in them only. */
const traceFields = /^(?:return-path|received|delivered-to|x-original-to|authentication-results|arc-[a-z-]+|x-received)$/;

/**
 * Reads a raw mail (RFC 5322, MIME).
 *
 * @throws MailLimitError when the mail exceeds a limit (nesting, header size, parts); nothing else: malformed mails are read as far as they go.
 */
export async function parseMail(raw: Uint8Array): Promise<ParsedMail> {
  const email = await PostalMime.parse(raw, { forceRfc822Attachments: true }).catch((error: unknown) => {
    throw new MailLimitError(error instanceof Error ? error.message : String(error));
  });
  const rawSha256 = sha256(raw);
  const contentSha256 = sha256OfContent(email, raw);
  const header = (name: string) => email.headers.find((field) => field.key === name)?.value ?? '';
  const [messageId] = messageIdsIn(header('message-id'));
  const html = email.html ?? null;
  const date = new Date(header('date'));
  return {
    rawSha256,
    contentSha256,
    size: raw.byteLength,
    headers: email.headers.map((field) => ({ name: field.key, value: field.value })),
    messageId: messageId ?? `<${contentSha256.slice(0, 32)}@missing.invalid>`,
    messageIdMissing: !messageId,
    inReplyTo: messageIdsIn(header('in-reply-to')),
    references: messageIdsIn(header('references')),
    from: addresses(header('from'))[0] ?? null,
    sender: addresses(header('sender'))[0] ?? null,
    replyTo: addresses(header('reply-to')),
    to: addresses(header('to')),
    cc: addresses(header('cc')),
    subject: decodeWords(header('subject')).replace(/\s+/g, ' ').trim(),
    date: Number.isNaN(date.getTime()) ? null : date,
    text: email.text ?? (html === null ? '' : textFromHtml(html)),
    html,
    parts: email.attachments.map(part),
    defects: [],
  };
}

function addresses(value: string): Address[] {
  return addressParser(value, { flatten: true })
    .filter((entry) => entry.address)
    .map((entry) => ({ address: (entry.address ?? '').toLowerCase(), name: entry.name || null }));
}

function part(attachment: Attachment): MailPart {
  const content = typeof attachment.content === 'string' ? Buffer.from(attachment.content) : new Uint8Array(attachment.content);
  return {
    name: attachment.filename,
    contentType: attachment.mimeType,
    disposition: dispositionOf(attachment.disposition),
    contentId: attachment.contentId?.replace(/^<|>$/g, '') ?? null,
    content,
    size: content.byteLength,
    sha256: sha256(content),
    foundIn: 'mail',
  };
}

const dispositionOf = (value: string | null) => (value === 'inline' || value === 'attachment' ? value : null);

const sha256 = (bytes: Uint8Array | string) => createHash('sha256').update(bytes).digest('hex');

function sha256OfContent(email: Email, raw: Uint8Array): string {
  const hash = createHash('sha256');
  for (const { key, line } of email.headerLines) if (!traceFields.test(key)) hash.update(`${line.replace(/\s+/g, ' ')}\n`);
  const body = bodyOffset(raw);
  return hash.update(raw.subarray(body)).digest('hex');
}

/** Where the header ends: after the first empty line, whichever line ends the mail has. */
function bodyOffset(raw: Uint8Array): number {
  for (let at = 0; at < raw.length; at += 1) {
    if (raw[at] !== 0x0a) continue;
    if (raw[at + 1] === 0x0a) return at + 2;
    if (raw[at + 1] === 0x0d && raw[at + 2] === 0x0a) return at + 3;
  }
  return raw.length;
}
