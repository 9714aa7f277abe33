import { constants, inflateRawSync } from 'node:zlib';
import { decodeText } from '../mail/mime/charset.ts';
import { withGuessBudget } from '../mail/mime/guess-charset.ts';

/**
 * A file of a ZIP archive as its directory describes it (APPNOTE 4.3.12); `size` is the declared
 * one.
 */
export type ZipEntry = { name: string; encrypted: boolean; method: number; compressedSize: number; size: number; offset: number };

/** Each name is scanned, so files beyond this are only counted. */
const maxEntries = 20_000;
/**
 * Compressed bytes that are inflated to see how a file begins. They give a megabyte at most
 * (deflate reaches 1:1032).
 */
const headBytes = 1024;
export const maxHeadBytes = 1024 * 1100;
const maxCommentLength = 0xffff;

/**
 * The directory of a ZIP archive, or null if it can't be read (truncated, split, or ZIP64, which is
 * larger than any mail).
 */
export const zipEntries = (zip: Buffer): ZipEntry[] | null => withGuessBudget(() => readDirectory(zip));

function readDirectory(zip: Buffer): ZipEntry[] | null {
  const end = zip.lastIndexOf('PK\x05\x06', zip.length - 22, 'latin1');
  if (end < 0 || end < zip.length - 22 - maxCommentLength || end + 22 > zip.length) return null;
  const count = Math.min(zip.readUInt16LE(end + 10), maxEntries);
  // there may be something before the archive (a self-extracting program): offsets count from the
  // archive's start
  const directory = end - zip.readUInt32LE(end + 12);
  const shift = directory - zip.readUInt32LE(end + 16);
  if (directory < 0 || shift < 0) return null;
  const entries: ZipEntry[] = [];
  for (let at = directory; entries.length < count && at + 46 <= end && zip.readUInt32LE(at) === 0x02014b50; ) {
    const nameLength = zip.readUInt16LE(at + 28);
    entries.push({
      name: decodeText(zip.subarray(at + 46, at + 46 + nameLength), null),
      encrypted: (zip.readUInt16LE(at + 8) & 1) === 1,
      method: zip.readUInt16LE(at + 10),
      compressedSize: zip.readUInt32LE(at + 20),
      size: zip.readUInt32LE(at + 24),
      offset: zip.readUInt32LE(at + 42) + shift,
    });
    at += 46 + nameLength + zip.readUInt16LE(at + 30) + zip.readUInt16LE(at + 32);
  }
  return entries.length === count ? entries : null;
}

/**
 * Whether files of the archive share bytes. No packer makes such archives; with a hundred names for
 * one bomb of 30 MB a few kilobytes keep a scanner busy for minutes. Sizes that are only in a ZIP64
 * record count as zero.
 */
export function overlap(entries: ZipEntry[]): boolean {
  const inOrder = entries.toSorted((a, b) => a.offset - b.offset);
  return inOrder.some(({ offset, compressedSize }, index) => {
    const next = inOrder[index + 1];
    return next !== undefined && next.offset < offset + 30 + (compressedSize === 0xffffffff ? 0 : compressedSize);
  });
}

/**
 * The beginning of a file of the archive, or null if it can't be read (encrypted, an unknown
 * method, broken).
 */
export function entryHead(zip: Buffer, entry: ZipEntry): Buffer | null {
  const data = entryData(zip, entry);
  return data && inflate(data.subarray(0, headBytes), entry.method, maxHeadBytes);
}

/** A whole file of the archive, or null if it can't be read or is longer than `limit`. */
export function entryContent(zip: Buffer, entry: ZipEntry, limit: number): Buffer | null {
  const data = entryData(zip, entry);
  return data && inflate(data, entry.method, limit);
}

function entryData(zip: Buffer, entry: ZipEntry): Buffer | null {
  const { offset } = entry;
  if (entry.encrypted || offset + 30 > zip.length || zip.readUInt32LE(offset) !== 0x04034b50) return null;
  const start = offset + 30 + zip.readUInt16LE(offset + 26) + zip.readUInt16LE(offset + 28);
  return zip.subarray(start, start + entry.compressedSize);
}

function inflate(data: Buffer, method: number, limit: number): Buffer | null {
  if (method === 0) return data.length <= limit ? data : null;
  if (method !== 8) return null;
  try {
    return inflateRawSync(data, { finishFlush: constants.Z_SYNC_FLUSH, maxOutputLength: Math.max(1, limit) });
  } catch {
    return null;
  }
}
