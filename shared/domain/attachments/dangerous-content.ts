import { decodeText } from '../mail/mime/charset.ts';
import type { BareCode } from '../words/remark.ts';

/**
 * What the content of a file is, whatever its name: `extension` is the one under which the policy
 * blocks it.
 */
export type DangerousContent = { extension: string; what: BareCode };

type Rule = DangerousContent & { is: (bytes: Buffer) => boolean };

const startsWith = (...signature: number[]) => {
  const wanted = Buffer.from(signature);
  return (bytes: Buffer) => bytes.subarray(0, wanted.length).equals(wanted);
};
const textAt =
  (text: string, ...places: number[]) =>
  (bytes: Buffer) =>
    places.some((at) => bytes.toString('latin1', at, at + text.length) === text);

/**
 * Shell links: HeaderSize and LinkCLSID ([MS-SHLLINK] 2.1). OneNote: guidFileType ([MS-ONESTORE]
 * 2.3.1). VHD: the cookie is in the last 512 bytes as well.
 */
const binaries: Rule[] = [
  { extension: 'exe', what: 'windows-program', is: isWindowsProgram },
  { extension: 'exe', what: 'linux-program', is: startsWith(0x7f, 0x45, 0x4c, 0x46) },
  {
    extension: 'exe',
    what: 'macos-program',
    is: (bytes) => [0xfeedface, 0xfeedfacf, 0xcefaedfe, 0xcffaedfe].includes(bytes.length < 8 ? 0 : bytes.readUInt32BE(0)),
  },
  { extension: 'jar', what: 'java-class', is: (bytes) => isCafeBabe(bytes) && bytes.readUInt16BE(6) >= 45 },
  { extension: 'exe', what: 'macos-program', is: (bytes) => isCafeBabe(bytes) && bytes.readUInt32BE(4) < 45 },
  { extension: 'exe', what: 'android-program', is: textAt('dex\n', 0) },
  { extension: 'lnk', what: 'windows-shortcut', is: startsWith(0x4c, 0, 0, 0, 0x01, 0x14, 0x02, 0) },
  { extension: 'chm', what: 'help-file', is: textAt('ITSF', 0) },
  { extension: 'cab', what: 'windows-cabinet', is: textAt('MSCF\0', 0) },
  {
    extension: 'one',
    what: 'onenote-file',
    is: startsWith(0xe4, 0x52, 0x5c, 0x7b, 0x8c, 0xd8, 0xa7, 0x4d, 0xae, 0xb1, 0x53, 0x78, 0xd0, 0x29, 0x96, 0xd3),
  },
  {
    extension: 'iso',
    what: 'disk-image',
    is: (bytes) => textAt('CD001', 0x8001, 0x8801, 0x9001)(bytes) || textAt('BEA01', 0x8001)(bytes),
  },
  {
    extension: 'vhd',
    what: 'disk-image',
    is: (bytes) => textAt('conectix', 0)(bytes) || (bytes.length > 512 && textAt('conectix', bytes.length - 512)(bytes)),
  },
  { extension: 'vhdx', what: 'disk-image', is: textAt('vhdxfile', 0) },
  { extension: 'dmg', what: 'disk-image', is: (bytes) => bytes.length > 512 && textAt('koly', bytes.length - 512)(bytes) },
  { extension: 'msi', what: 'installer', is: isInstaller },
];

/** The extension, what it is, and how such a text begins (after white space). */
const texts: [string, BareCode, RegExp][] = [
  ['sh', 'shell-script', /^#! ?\//],
  ['bat', 'batch-file', /^(?:@echo\s+off|@?rem\b[^\n]{0,200}\n\s{0,20}@echo)\b/i],
  ['hta', 'html-application', /<hta:application\b/i],
  ['wsf', 'windows-script', /^(?:<\?xml[^>]{0,200}>\s{0,50})?<(?:job|package)\b[^<]{0,500}<(?:script|job|object|reference)\b/i],
  ['sct', 'windows-scriptlet', /^(?:<\?xml[^>]{0,200}>\s{0,50})?<(?:scriptlet|component)\b[^<]{0,500}<(?:registration|public|script)\b/i],
  ['vbe', 'encoded-script', /^#@~\^[A-Za-z0-9+/]{6}==/],
  ['reg', 'registry-file', /^(?:Windows Registry Editor Version \d|REGEDIT4\b)/],
  ['url', 'internet-shortcut', /^\[InternetShortcut\]/i],
  ['settingcontent-ms', 'windows-setting', /^<\?xml[^>]{0,200}>\s{0,50}<PCSettings>/i],
  ['scf', 'explorer-command', /^\[Shell\]\s{1,20}Command=/i],
];
/** Only the beginning of a text is scanned. */
const beginning = 64 * 1024;

/**
 * Recognises by its content what runs, installs or mounts when it is opened; null for everything
 * else. Reads only the beginning and fixed positions.
 */
export function dangerousContent(content: Buffer): DangerousContent | null {
  const binary = binaries.find((rule) => rule.is(content));
  if (binary) return { extension: binary.extension, what: binary.what };
  const text = textOf(content)?.trimStart();
  if (!text) return null;
  const script = texts.find(([, , shape]) => shape.test(text));
  return script ? { extension: script[0], what: script[1] } : null;
}

/**
 * The beginning as text, or null if it is binary. All patterns are ASCII, so no charset is guessed.
 */
function textOf(content: Buffer): string | null {
  const start = content.subarray(0, beginning);
  const isUtf16 = (start[0] === 0xff && start[1] === 0xfe) || (start[0] === 0xfe && start[1] === 0xff);
  if (isUtf16) return decodeText(start, null);
  return start.subarray(0, 1024).includes(0) ? null : start.toString('latin1').replace(/^\xef\xbb\xbf/, '');
}

/** "MZ" and, since a text may begin with that as well, bytes that no text has. */
function isWindowsProgram(bytes: Buffer): boolean {
  return bytes[0] === 0x4d && bytes[1] === 0x5a && bytes.subarray(2, 64).some((byte) => byte < 0x09 || (byte > 0x0d && byte < 0x20));
}

/**
 * Java classes and macOS programs for several processors begin alike; what follows is a version or
 * a small count.
 */
const isCafeBabe = (bytes: Buffer) => bytes.length >= 8 && bytes.readUInt32BE(0) === 0xcafebabe;

/**
 * A compound file ([MS-CFB]) whose root entry has the class of an installer, a patch or a
 * transform.
 */
function isInstaller(bytes: Buffer): boolean {
  if (!startsWith(0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1)(bytes) || bytes.length < 1024) return false;
  const sector = 1 << Math.min(bytes.readUInt16LE(30), 12);
  const root = (bytes.readUInt32LE(48) + 1) * sector;
  const id = bytes.subarray(root + 80, root + 96).toString('hex');
  return /^(?:84100c00|86100c00|82100c00)00000000c000000000000046$/.test(id);
}
