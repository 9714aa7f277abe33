import { mailLimits } from '../mail/mail-limits.ts';
import type { Entity } from '../mail/mime/entity.ts';
import { readMimeTree } from '../mail/mime/mime-tree.ts';
import { fileName } from '../mail/mime/read-body.ts';
import { decodeTransfer } from '../mail/mime/transfer-encoding.ts';
import { isMailType } from '../mail/parsed-mail.ts';
import { type Findings, type ScanBudget, scanContent } from './scan-content.ts';

/** Scans an attached mail: its files are treated like those of the mail itself. */
export function scanAttachedMail(raw: Buffer, looking: ScanBudget): Findings {
  if (looking.depthLeft <= 0) return { blocked: null, flags: ['It is a mail within mails that was not looked into.'] };
  looking.depthLeft -= 1;
  const flags = new Set<string>();
  let blocked: string | null = null;
  for (const leaf of leaves(readMimeTree(raw).root).slice(0, mailLimits.parts)) {
    const isMail = isMailType(leaf.type);
    const name = fileName(leaf) ?? (isMail ? 'message.eml' : null);
    if (name === null && /^text\/(?:plain|html)$/.test(leaf.type)) continue;
    if (looking.filesLeft <= 0 || looking.bytesLeft <= 0) {
      flags.add('It is a mail that was not looked into entirely.');
      break;
    }
    looking.filesLeft -= 1;
    const content = decodeTransfer(leaf.raw.subarray(leaf.bodyStart, leaf.bodyEnd), leaf.encoding);
    looking.bytesLeft -= content.length;
    const inside = isMail ? scanAttachedMail(content, looking) : scanContent(name ?? '', content, looking);
    for (const flag of inside.flags) flags.add(flag);
    if (inside.blocked !== null) {
      blocked = `it contains ${name ?? 'a file'}: ${inside.blocked}`;
      break;
    }
  }
  looking.depthLeft += 1;
  return { blocked, flags: [...flags] };
}

const leaves = (entity: Entity): Entity[] => (entity.children.length === 0 ? [entity] : entity.children.flatMap(leaves));
