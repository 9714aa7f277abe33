import { type BareCode, type Remark, remark } from '../words/remark.ts';

/**
 * The kind of a file by its first bytes: the `family` of extensions that share it, and what it is
 * called.
 */
export type FileKind = { family: string; what: BareCode };

const signatures: [string, BareCode, (bytes: Buffer) => boolean][] = [
  ['pdf', 'a-pdf', (bytes) => bytes.subarray(0, 1024).includes('%PDF-')],
  [
    'picture',
    'a-picture',
    (bytes) =>
      at(bytes, 0, '\x89PNG\r\n') || at(bytes, 0, '\xff\xd8\xff') || at(bytes, 0, 'GIF8') || at(bytes, 0, 'II*\0') || at(bytes, 0, 'MM\0*'),
  ],
  [
    'picture',
    'a-picture',
    (bytes) => (at(bytes, 0, 'RIFF') && at(bytes, 8, 'WEBP')) || (at(bytes, 0, 'BM') && bytes.length > 26 && bytes.readUInt32LE(6) === 0),
  ],
  ['picture', 'a-picture', (bytes) => at(bytes, 4, 'ftyp') && /^(?:heic|heix|heif|mif1|msf1|avif)$/.test(bytes.toString('latin1', 8, 12))],
  [
    'media',
    'a-media',
    (bytes) => at(bytes, 4, 'ftyp') || at(bytes, 0, 'ID3') || at(bytes, 0, 'OggS') || at(bytes, 0, '\x1aE\xdf\xa3') || at(bytes, 0, 'fLaC'),
  ],
  ['media', 'a-media', (bytes) => at(bytes, 0, 'RIFF') && (at(bytes, 8, 'WAVE') || at(bytes, 8, 'AVI '))],
  ['zip', 'a-zip', (bytes) => at(bytes, 0, 'PK\x03\x04') || at(bytes, 0, 'PK\x05\x06')],
  ['compound', 'a-compound', (bytes) => at(bytes, 0, '\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1')],
  ['rtf', 'a-rtf', (bytes) => at(bytes, 0, '{\\rt')],
  ['gzip', 'a-gzip', (bytes) => at(bytes, 0, '\x1f\x8b\x08')],
  ['tar', 'a-tar', (bytes) => at(bytes, 257, 'ustar')],
  ['rar', 'a-rar', (bytes) => at(bytes, 0, 'Rar!\x1a\x07')],
  ['7z', 'a-7z', (bytes) => at(bytes, 0, '7z\xbc\xaf\x27\x1c')],
  ['xz', 'a-xz', (bytes) => at(bytes, 0, '\xfd7zXZ\0') || at(bytes, 0, 'BZh') || at(bytes, 0, '\x28\xb5\x2f\xfd')],
];

/**
 * The extensions of each family. New Office files are ZIP archives; old ones, and Outlook's mails,
 * are compound files.
 */
const families: Record<string, string> = {
  pdf: 'pdf',
  picture: 'png jpg jpeg jpe jfif gif webp bmp tif tiff heic heif avif',
  media: 'mp3 m4a mp4 m4v mov ogg oga ogv opus webm mkv flac wav avi 3gp',
  zip: 'zip docx docm dotx dotm xlsx xlsm xlsb xltx xltm pptx pptm ppsx ppsm potx odt ods odp odg epub pages numbers key jar apk kmz',
  compound: 'doc dot xls xlt ppt pps pot msg vsd pub mpp',
  rtf: 'rtf',
  gzip: 'gz tgz',
  rar: 'rar',
  '7z': '7z',
};
const familyByExtension = new Map(
  Object.entries(families).flatMap(([family, extensions]) => extensions.split(' ').map((extension) => [extension, family] as const)),
);
/**
 * Mismatches that are harmless: encrypted Office files are compound files, and Word opens an RTF
 * text named .doc.
 */
const alike = new Set(['zip compound', 'compound zip', 'compound rtf', 'rtf compound']);

/** The kind of the content, or null if it is none that people send. */
export function fileKind(bytes: Buffer): FileKind | null {
  const found = signatures.find(([, , is]) => is(bytes));
  return found ? { family: found[0], what: found[1] } : null;
}

/**
 * A remark if the content is not what the name promises, else null. Unknown extensions promise
 * nothing.
 */
export function mismatch(extension: string, bytes: Buffer): Remark | null {
  const promised = familyByExtension.get(extension);
  if (promised === undefined || bytes.length === 0) return null;
  const kind = fileKind(bytes);
  if (kind?.family === promised || alike.has(`${promised} ${kind?.family ?? ''}`)) return null;
  // MP3 and MPEG streams may begin anywhere
  if (promised === 'media' && kind === null) return null;
  return remark('other-content-than-name', { extension, content: remark(kind?.what ?? 'something-else') });
}

/** The families that declared types promise. */
const declared: [string, RegExp][] = [
  ['pdf', /^application\/pdf$/],
  ['picture', /^image\/(?:png|jpe?g|gif|webp|bmp|tiff|heic|heif|avif)$/],
  ['zip', /^application\/(?:zip|x-zip-compressed|vnd\.openxmlformats-officedocument\..+|vnd\.oasis\.opendocument\..+)$/],
  ['compound', /^application\/(?:msword|vnd\.ms-(?:excel|powerpoint|outlook))$/],
];

/**
 * A remark if the content is not what the declared type promises, else null; for files whose name
 * promises nothing.
 */
export function declaredMismatch(extension: string, contentType: string, bytes: Buffer): Remark | null {
  const promised = declared.find(([, shape]) => shape.test(contentType))?.[0];
  if (promised === undefined || familyByExtension.has(extension) || bytes.length === 0) return null;
  const kind = fileKind(bytes);
  // Outlook declares every .csv an Excel sheet, so text of this type is normal
  if (kind?.family === promised || alike.has(`${promised} ${kind?.family ?? ''}`) || (kind === null && promised === 'compound'))
    return null;
  return remark('other-content-than-type', { type: contentType, content: remark(kind?.what ?? 'something-else') });
}

const at = (bytes: Buffer, place: number, text: string) => bytes.toString('latin1', place, place + text.length) === text;
