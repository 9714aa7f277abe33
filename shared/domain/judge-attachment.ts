import type { MailPart } from './mail.ts';
import type { Policy } from './settings.ts';

/** What is thought of a file: why its bytes are not kept outside the raw mail (or null), and what a technician should know before opening it. */
export type AttachmentVerdict = { blocked: { reason: string } | null; flags: string[] };

/** Judges a file by its name and by its content. Pure. */
export function judgeAttachment(part: MailPart, policy: Policy): AttachmentVerdict {
  const extension = /\.([a-z0-9-]{1,20})$/i.exec(part.name?.trim() ?? '')?.[1]?.toLowerCase();
  if (extension && policy.blockedExtensions.includes(extension))
    return { blocked: { reason: `.${extension} files are blocked` }, flags: [] };
  if (part.content[0] === 0x4d && part.content[1] === 0x5a) return { blocked: { reason: 'it is a Windows program' }, flags: [] };
  return { blocked: null, flags: [] };
}
