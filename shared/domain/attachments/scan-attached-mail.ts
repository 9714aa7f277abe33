import { mailLimits } from '../mail/mail-limits.ts';
import type { Entity } from '../mail/mime/entity.ts';
import { readMimeTree } from '../mail/mime/mime-tree.ts';
import { fileName } from '../mail/mime/read-body.ts';
import { decodeTransfer } from '../mail/mime/transfer-encoding.ts';
import { isMailType } from '../mail/parsed-mail.ts';
import { distinct, type Remark, remark } from '../words/remark.ts';
import { type Findings, type ScanBudget, scanContent } from './scan-content.ts';

/** Scans an attached mail: its files are treated like those of the mail itself. */
export function scanAttachedMail(raw: Buffer, looking: ScanBudget): Findings {
  if (looking.depthLeft <= 0) return { blocked: null, flags: [remark('nested-mail-unread')] };
  looking.depthLeft -= 1;
  const flags: Remark[] = [];
  let blocked: Remark | null = null;
  for (const leaf of leaves(readMimeTree(raw).root).slice(0, mailLimits.parts)) {
    const isMail = isMailType(leaf.type);
    const name = fileName(leaf) ?? (isMail ? 'message.eml' : null);
    if (name === null && /^text\/(?:plain|html)$/.test(leaf.type)) continue;
    if (looking.filesLeft <= 0 || looking.bytesLeft <= 0) {
      flags.push(remark('mail-partly-read'));
      break;
    }
    looking.filesLeft -= 1;
    const content = decodeTransfer(leaf.raw.subarray(leaf.bodyStart, leaf.bodyEnd), leaf.encoding);
    looking.bytesLeft -= content.length;
    const inside = isMail ? scanAttachedMail(content, looking) : scanContent(name ?? '', content, looking);
    flags.push(...inside.flags);
    if (inside.blocked !== null) {
      const why = inside.blocked;
      blocked = name === null ? remark('contains-blocked-unnamed', { why }) : remark('contains-blocked', { name, why });
      break;
    }
  }
  looking.depthLeft += 1;
  return { blocked, flags: distinct(flags) };
}

const leaves = (entity: Entity): Entity[] => (entity.children.length === 0 ? [entity] : entity.children.flatMap(leaves));
