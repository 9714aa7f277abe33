import { distinct, type Remark, remark } from '../words/remark.ts';
import { officeFlags } from './active-content.ts';
import { dangerousContent } from './dangerous-content.ts';
import { fileKind, mismatch } from './file-kind.ts';
import { extensionOf, nameTricks } from './file-name.ts';
import { scanArchive } from './scan-archive.ts';
import { scanAttachedMail } from './scan-attached-mail.ts';

/** What was found in a file: why it is blocked (or null), and what is worth knowing. */
export type Findings = { blocked: Remark | null; flags: Remark[] };

/**
 * What may still be spent on scanning the files of one mail (bytes inflated, files scanned,
 * archives in archives), and what was found in its archives so far. Without a limit, an archive of
 * 42 kB could unpack to petabytes.
 */
export type ScanBudget = {
  blockedExtensions: ReadonlySet<string>;
  bytesLeft: number;
  filesLeft: number;
  depthLeft: number;
  verdicts: Map<string, Findings>;
};

/** Scans a file by its name, its content and what is inside it (archives, mails, Office files). */
export function scanContent(name: string, content: Buffer, looking: ScanBudget): Findings {
  const extension = extensionOf(name);
  const tricks = nameTricks(name, knownExtensions);
  if (tricks.reversed) return { blocked: remark('name-reads-backwards'), flags: tricks.flags };
  if (looking.blockedExtensions.has(extension)) return { blocked: remark('extension-blocked', { extension }), flags: tricks.flags };
  const danger = dangerousContent(content);
  if (danger && looking.blockedExtensions.has(danger.extension)) return { blocked: remark(danger.what), flags: tricks.flags };
  const flags = [...tricks.flags, ...[mismatch(extension, content)].filter((flag) => flag !== null), ...officeFlags(content)];
  const inside = lookInside(name, extension, content, looking);
  return { blocked: inside.blocked, flags: distinct([...flags, ...inside.flags]) };
}

function lookInside(name: string, extension: string, content: Buffer, looking: ScanBudget): Findings {
  const family = fileKind(content)?.family;
  if (family === 'zip' || family === 'gzip' || family === 'tar') return scanArchive(family, name, content, looking);
  if (family === 'rar' || family === '7z' || family === 'xz') return { blocked: null, flags: [remark('archive-unread')] };
  return extension === 'eml' ? scanAttachedMail(content, looking) : { blocked: null, flags: [] };
}

/**
 * Extensions that people trust, and those that run: if one comes before the last extension, it is
 * there to deceive.
 */
const knownExtensions: ReadonlySet<string> = new Set(
  'pdf doc docx xls xlsx ppt pptx rtf txt csv jpg jpeg png gif bmp tif tiff mp3 mp4 avi mov zip rar 7z htm html exe com scr bat cmd ps1 vbs js lnk msi'.split(
    ' ',
  ),
);
