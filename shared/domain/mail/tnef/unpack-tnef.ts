import { hash } from 'node:crypto';
import { textFromHtml } from '../../body/text-from-html.ts';
import { remark } from '../../words/remark.ts';
import { mailLimits } from '../mail-limits.ts';
import { toBuffer } from '../mime/charset.ts';
import { isTooDeep } from '../mime/html-depth.ts';
import type { MailPart, ParsedMail } from '../parsed-mail.ts';
import { readTnef, type TnefFile, type TnefMessage } from './read-tnef.ts';
import { toRfc822 } from './to-rfc822.ts';

type Unpacked = Pick<ParsedMail, 'text' | 'html' | 'parts' | 'defects'>;

/**
 * Opens winmail.dat: its files replace it (`foundIn` is "tnef"), attached messages become mail
 * files, and its body becomes the mail's if the mail has none of that form. A winmail.dat that
 * can't be read stays a file, and a defect says so.
 */
export function unpackTnef(mail: Unpacked): Unpacked {
  const at = mail.parts.findIndex(isTnef);
  const container = mail.parts[at];
  if (!container) return mail;
  const message = readTnef(toBuffer(container.content));
  if (!message) return { ...mail, defects: [...mail.defects, remark('tnef-unreadable', { name: container.name ?? 'winmail.dat' })] };
  const html = message.html;
  const showsHtml = html !== null && html.length <= mailLimits.bodyLength && !isTooDeep(html);
  const whole = html === null || showsHtml;
  return {
    text: mail.text.trim() === '' ? textOf(message, showsHtml) : mail.text,
    html: mail.html ?? (showsHtml ? html : null),
    parts: [...mail.parts.slice(0, at), ...message.files.map(toPart), ...(whole ? [] : [container]), ...mail.parts.slice(at + 1)],
    defects: whole ? mail.defects : [...mail.defects, remark('tnef-html-too-large')],
  };
}

/** The type that Outlook gives it, or its fixed name with a generic type ([MS-OXTNEF] 1.3). */
const isTnef = ({ contentType, name }: MailPart) =>
  /^application\/(?:vnd\.)?ms-tnef$/.test(contentType) || /^winmail\.dat$/i.test(name ?? '');

function textOf(message: TnefMessage, showsHtml: boolean): string {
  const text = message.text ?? (showsHtml && message.html !== null ? textFromHtml(message.html) : '');
  return text.replace(/\r\n?/g, '\n').slice(0, mailLimits.bodyLength);
}

function toPart(file: TnefFile): MailPart {
  const content = file.message ? toRfc822(file.message) : file.content;
  const subject = file.message?.subject;
  return {
    name: file.message ? `${subject ?? file.name ?? 'message'}.eml` : file.name,
    contentType: file.message ? 'message/rfc822' : (/^[\w.+-]+\/[\w.+-]+$/.exec(file.contentType ?? '')?.[0] ?? 'application/octet-stream'),
    disposition: file.contentId ? 'inline' : 'attachment',
    contentId: file.contentId,
    contentLocation: file.contentLocation,
    content,
    size: content.byteLength,
    sha256: hash('sha256', content),
    foundIn: 'tnef',
  };
}
