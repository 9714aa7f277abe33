import { toBuffer } from '../mail/mime/charset.ts';
import { isMailType, type MailPart } from '../mail/parsed-mail.ts';
import { declaredMismatch } from './file-kind.ts';
import { extensionOf } from './file-name.ts';
import { scanAttachedMail } from './scan-attached-mail.ts';
import { type ScanBudget, scanContent } from './scan-content.ts';

/**
 * What is thought of a file: why its bytes are not kept outside the raw mail (or null), and what a
 * technician should know before opening it.
 */
export type AttachmentVerdict = { blocked: { reason: string } | null; flags: string[] };

/**
 * Judges a file by its name and by its content: programs and scripts under any name, names that
 * deceive, what is blocked inside archives and attached mails; macros, encryption and wrong names
 * are flagged. What the policy does not block by extension is not blocked by content either.
 * Bounded in time and memory whatever the file is: `looking` is what may be spent (`scanBudget`),
 * one for all files of a mail.
 */
export function scanAttachment(part: Pick<MailPart, 'name' | 'contentType' | 'content'>, looking: ScanBudget): AttachmentVerdict {
  const content = toBuffer(part.content);
  const extension = extensionOf(part.name ?? '');
  const byName = scanContent(part.name ?? '', content, looking);
  const undeclared = declaredMismatch(extension, part.contentType, content);
  const isMail = isMailType(part.contentType) && byName.blocked === null && extension !== 'eml';
  const found = isMail ? scanAttachedMail(content, looking) : byName;
  return {
    blocked: found.blocked === null ? null : { reason: found.blocked },
    flags: [...new Set([...byName.flags, ...(undeclared ? [undeclared] : []), ...found.flags])],
  };
}
