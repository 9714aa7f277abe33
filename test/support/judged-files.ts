import { scanAttachment } from '../../shared/domain/attachments/scan-attachment.ts';
import { scanBudget } from '../../shared/domain/attachments/scan-budget.ts';
import { Policy } from '../../shared/domain/settings/policy.ts';
import { inWords } from '../../shared/domain/words/in-words.ts';
import { aZip } from './a-zip.ts';

/** The policy that a new installation has. */
export const policy = Policy.parse({});

/** Judges a file by that policy, in words. */
export function judge(name: string | null, content: string | Uint8Array, contentType = 'application/octet-stream') {
  const { blocked, flags } = scanAttachment({ name, contentType, content: Buffer.from(content) }, scanBudget(policy));
  return { blocked: blocked && { reason: inWords(blocked.reason) }, flags: flags.map((flag) => inWords(flag)) };
}

/** Why a file is blocked, or null. */
export const blockedBecause = (name: string | null, content: string | Uint8Array) => judge(name, content).blocked?.reason ?? null;

/** The beginning of a Windows program. */
export const program = Buffer.concat([Buffer.from('MZ\x90\0\x03\0\0\0', 'latin1'), Buffer.alloc(200)]);

export const latin1 = (text: string) => Buffer.from(text, 'latin1');

/** A compound file ([MS-CFB]) with a text in it and the class of its root entry. */
export function compoundFile(text = '', rootClass = Buffer.alloc(16)): Buffer {
  const bytes = Buffer.alloc(2048);
  bytes.write('\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1', 'latin1');
  bytes.writeUInt16LE(9, 30);
  rootClass.copy(bytes, 512 + 80);
  bytes.write(text, 1024, 'utf16le');
  return bytes;
}

/** A Word file with more parts in it. */
export const docx = (...more: { name: string; content?: string }[]) =>
  aZip([{ name: '[Content_Types].xml', content: '<Types/>' }, { name: 'word/document.xml', content: '<w:document/>' }, ...more]);
