import { createHash } from 'node:crypto';
import { constants, gunzipSync } from 'node:zlib';
import type { Code } from '../words/english.ts';
import { distinct, type Remark, remark } from '../words/remark.ts';
import { dangerousContent } from './dangerous-content.ts';
import { fileKind } from './file-kind.ts';
import { extensionOf } from './file-name.ts';
import { type Findings, type ScanBudget, scanContent } from './scan-content.ts';
import { entryContent, entryHead, maxHeadBytes, overlap, type ZipEntry, zipEntries } from './zip-entries.ts';

/**
 * Logs shrink to a thirtieth, bombs to a thousandth: what is compressed more than this, and is
 * larger than the limit, is a bomb.
 */
const bombRatio = 250;
const bombBytes = 100_000_000;
/** An archive within an archive is inflated as a whole to be scanned. */
const nestedBytes = 20_000_000;
const notAll = remark('archive-partly-read');

/**
 * Scans an archive for what is blocked: the names of all files, the beginning of each, inner
 * archives. Bounded by `looking`.
 */
export function scanArchive(family: 'zip' | 'gzip' | 'tar', name: string, content: Buffer, looking: ScanBudget): Findings {
  if (looking.depthLeft <= 0) return { blocked: null, flags: [remark('nested-archive-unread')] };
  // a hundred copies of one archive are scanned once; the content of a gzip file is scanned under
  // its name, so that is part of the key
  const key = `${family} ${looking.depthLeft} ${createHash('sha256').update(content).digest('hex')} ${family === 'gzip' ? name : ''}`;
  const known = looking.verdicts.get(key);
  if (known) return known;
  looking.depthLeft -= 1;
  const findings =
    family === 'zip' ? scanZip(content, looking) : family === 'gzip' ? scanGzip(name, content, looking) : scanTar(content, looking);
  looking.depthLeft += 1;
  looking.verdicts.set(key, findings);
  return findings;
}

function scanZip(zip: Buffer, looking: ScanBudget): Findings {
  const entries = zipEntries(zip);
  if (entries === null) return { blocked: null, flags: [remark('damaged-zip')] };
  if (overlap(entries)) return { blocked: remark('overlapping-archive'), flags: [] };
  const size = entries.reduce((sum, entry) => sum + entry.size, 0);
  if (size > bombBytes && size > zip.length * bombRatio) return { blocked: remark('archive-bomb'), flags: [] };
  const names = new Set(entries.map((entry) => entry.name));
  if (names.has('META-INF/MANIFEST.MF') && entries.some((entry) => entry.name.endsWith('.class')) && looking.blockedExtensions.has('jar'))
    return { blocked: remark('java-program'), flags: [] };
  const isOffice = names.has('[Content_Types].xml') || names.has('mimetype');
  const flags = entries.some((entry) => entry.encrypted) ? [remark('encrypted')] : [];
  for (const entry of entries) {
    if (entry.name.endsWith('/')) continue;
    const inside = scanEntry(zip, entry, isOffice, looking);
    if (inside.blocked !== null)
      return { blocked: remark('contains-blocked', { name: shown(entry.name), why: inside.blocked }), flags: distinct(flags) };
    flags.push(...inside.flags);
  }
  return { blocked: null, flags: distinct(flags) };
}

function scanEntry(zip: Buffer, entry: ZipEntry, isOffice: boolean, looking: ScanBudget): Findings {
  const extension = extensionOf(entry.name);
  if (!isOffice && looking.blockedExtensions.has(extension)) return { blocked: remark('extension-blocked', { extension }), flags: [] };
  if (entry.encrypted) return { blocked: null, flags: [] };
  if (looking.filesLeft <= 0 || looking.bytesLeft <= 0) return { blocked: null, flags: [notAll] };
  looking.filesLeft -= 1;
  const head = entryHead(zip, entry);
  looking.bytesLeft -= spent(entry, head, maxHeadBytes);
  if (head === null) return { blocked: null, flags: [notAll] };
  const danger = dangerousContent(head);
  if (danger && looking.blockedExtensions.has(danger.extension)) return { blocked: remark(danger.what), flags: [] };
  if (isOffice || !(isContainer(head) || extension === 'eml')) return { blocked: null, flags: [] };
  if (looking.bytesLeft <= 0) return { blocked: null, flags: [notAll] };
  const limit = Math.min(nestedBytes, looking.bytesLeft);
  const content = entryContent(zip, entry, limit);
  looking.bytesLeft -= spent(entry, content, limit);
  return content === null ? { blocked: null, flags: [notAll] } : scanContent(entry.name, content, looking);
}

/**
 * The bytes that inflating has cost: an entry that stopped at the limit has used all of it,
 * although it gave no content.
 */
const spent = (entry: ZipEntry, content: Buffer | null, limit: number) => content?.length ?? (entry.method === 0 ? 0 : limit);

const isContainer = (head: Buffer) => /^(?:zip|gzip|tar|rar|7z|xz|compound)$/.test(fileKind(head)?.family ?? '');

/** A gzip file holds one file, named without ".gz", or a tar archive. */
function scanGzip(name: string, content: Buffer, looking: ScanBudget): Findings {
  const limit = Math.max(0, Math.min(nestedBytes, looking.bytesLeft));
  let inner: Buffer = Buffer.alloc(0);
  let cut = limit === 0;
  try {
    if (!cut) inner = gunzipSync(content, { finishFlush: constants.Z_SYNC_FLUSH, maxOutputLength: limit });
  } catch {
    cut = true;
    looking.bytesLeft -= limit;
    inner = gunzipHead(content);
  }
  looking.bytesLeft -= inner.length;
  const found = scanContent(name.replace(/\.tgz$/i, '.tar').replace(/\.gz$/i, ''), inner, looking);
  return {
    blocked: found.blocked && remark('contains-blocked-unnamed', { why: found.blocked }),
    flags: cut ? [...found.flags.filter((flag) => !isAboutName(flag)), notAll] : found.flags,
  };
}

function gunzipHead(content: Buffer): Buffer {
  try {
    return gunzipSync(content.subarray(0, 16_384), { finishFlush: constants.Z_SYNC_FLUSH, maxOutputLength: 18_000_000 });
  } catch {
    return Buffer.alloc(0);
  }
}

/**
 * Costs no more than was inflated before: the files follow one another and are not copied. Blocks
 * of 512 bytes: a header with name and size in octal digits, then the content (POSIX ustar).
 */
function scanTar(tar: Buffer, looking: ScanBudget): Findings {
  const flags: Remark[] = [];
  for (let at = 0; at + 512 <= tar.length && tar[at] !== 0; ) {
    const name = tar.toString('utf8', at, at + 100).split('\0', 1)[0] ?? '';
    const size = Number.parseInt(tar.toString('latin1', at + 124, at + 136).replace(/[^0-7]/g, ''), 8) || 0;
    if (looking.filesLeft <= 0) return { blocked: null, flags: distinct([...flags, notAll]) };
    looking.filesLeft -= 1;
    if (!name.endsWith('/') && size > 0) {
      const inside = scanContent(name, tar.subarray(at + 512, at + 512 + size), looking);
      if (inside.blocked !== null) return { blocked: remark('contains-blocked', { name: shown(name), why: inside.blocked }), flags: [] };
      flags.push(...inside.flags.filter((flag) => !isAboutName(flag)));
    }
    at += 512 + Math.ceil(size / 512) * 512;
  }
  return { blocked: null, flags: distinct(flags) };
}

/** What is said of a name, which in an archive nobody opens by it. */
const isAboutName = ({ code }: Remark): boolean => aboutNames.has(code);
const aboutNames: ReadonlySet<string> = new Set([
  'hidden-characters-in-name',
  'extension-behind-blanks',
  'two-extensions',
  'other-content-than-name',
] satisfies Code[]);

/** The last part of a path, short enough for a sentence. */
const shown = (name: string) => (name.split(/[\\/]/).at(-1) ?? name).replace(/[^\p{L}\p{N}\p{P}\p{S} ]/gu, '').slice(-60);
