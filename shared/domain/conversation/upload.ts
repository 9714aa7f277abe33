import { z } from 'zod';
import { safeName } from '../attachments/file-name.ts';
import { scanAttachment } from '../attachments/scan-attachment.ts';
import { scanBudget } from '../attachments/scan-budget.ts';
import { uploadIdFor } from '../ids.ts';
import type { Policy } from '../settings/policy.ts';
import { Remark } from '../words/remark.ts';

/** The ids that `planUpload` makes: nothing that a store would take for a path. */
export const isUploadId = (id: string): boolean => /^u-[0-9a-z]{26}$/.test(id);

/** A file that a technician sent ahead of the message that it goes with. */
export const Upload = z.object({
  id: z.string().max(100),
  name: z.string().max(500),
  type: z.string().max(200),
  /** In bytes. */
  size: z.number().int().min(1),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  /** Whose it is, by their address: nobody else can send it. */
  by: z.string().max(320),
  flags: z.array(Remark).max(50),
  /** It can be sent until then. */
  expiresAt: z.iso.datetime(),
});
export type Upload = z.infer<typeof Upload>;

/** In days; long enough for a draft that is written tomorrow. */
const keptDays = 2;

/** What is known of a file that comes in. */
export type UploadFacts = {
  name: string;
  content: Uint8Array;
  sha256: string;
  by: string;
  policy: Pick<Policy, 'blockedExtensions'>;
  now: Date;
};

/**
 * The record of a file, or why it is not taken (as a file in a mail would be blocked, for our mail
 * is scanned where it arrives). Pure.
 */
export function planUpload({ name, content, sha256, by, policy, now }: UploadFacts): Upload | { blocked: Remark } {
  const safe = safeName(name, 'application/octet-stream');
  const type = typeOf(safe);
  const { blocked, flags } = scanAttachment({ name: safe, contentType: type, content }, scanBudget(policy));
  if (blocked) return { blocked: blocked.reason };
  const expiresAt = new Date(now.getTime() + keptDays * 86_400_000).toISOString();
  return { id: uploadIdFor(by, safe, sha256), name: safe, type, size: content.byteLength, sha256, by, flags: fewFlags(flags), expiresAt };
}

/** The record is metadata of a blob, of which all together may have 8 KB. */
const maxFlagBytes = 3000;

const fewFlags = (flags: Remark[]): Remark[] =>
  flags.filter((_, index) => Buffer.byteLength(JSON.stringify(flags.slice(0, index + 1))) <= maxFlagBytes);

/** By extension (IANA media types); what is not here is sent as bytes. */
const types: Record<string, string> = {
  ...{ txt: 'text/plain', log: 'text/plain', csv: 'text/csv', ics: 'text/calendar', pdf: 'application/pdf' },
  ...{ png: 'image/png', jpg: 'image/jpeg', jpeg: 'image/jpeg', gif: 'image/gif', webp: 'image/webp', bmp: 'image/bmp' },
  ...{ zip: 'application/zip', json: 'application/json', xml: 'application/xml', rtf: 'application/rtf' },
  ...{ doc: 'application/msword', xls: 'application/vnd.ms-excel', ppt: 'application/vnd.ms-powerpoint' },
  docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  pptx: 'application/vnd.openxmlformats-officedocument.presentationml.presentation',
  ...{ mp3: 'audio/mpeg', mp4: 'video/mp4', eml: 'message/rfc822' },
};

const typeOf = (name: string): string => types[/\.([^.]{1,10})$/.exec(name)?.[1]?.toLowerCase() ?? ''] ?? 'application/octet-stream';
