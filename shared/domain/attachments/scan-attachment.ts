import { toBuffer } from '../mail/mime/charset.ts';
import { isMailType, type MailPart } from '../mail/parsed-mail.ts';
import { distinct, type Remark } from '../words/remark.ts';
import { declaredMismatch } from './file-kind.ts';
import { extensionOf } from './file-name.ts';
import { scanAttachedMail } from './scan-attached-mail.ts';
import { type ScanBudget, scanContent } from './scan-content.ts';

/**
 * The result for a file: why its bytes are not stored outside the raw mail (or null), and what a
 * technician should know before opening it.
 */
export type AttachmentVerdict = { blocked: { reason: Remark } | null; flags: Remark[] };

/**
 * Scans a file by name and content. Blocked are programs and scripts under any name, deceptive
 * names, and what is blocked inside archives and attached mails; macros, encryption and wrong names
 * are flagged. What the policy does not block by extension is not blocked by content either. Time
 * and memory are bounded for any file: `looking` is the budget (`scanBudget`) that all files of a
 * mail share.
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
    flags: distinct([...byName.flags, ...(undeclared ? [undeclared] : []), ...found.flags]),
  };
}
