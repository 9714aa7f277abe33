import { mailLimits } from '../mail-limits.ts';
import { decodeText } from '../mime/charset.ts';
import { byteReader } from './byte-reader.ts';
import { decompressRtf } from './compressed-rtf.ts';
import { bytesProperty, type MapiProperties, numberProperty, propertyId, readMapiProperties, textProperty } from './mapi-properties.ts';
import { readRtf } from './rtf-body.ts';

/** A file of a TNEF message. If it is a message itself, `message` is set and `content` is empty. */
export type TnefFile = {
  name: string | null;
  contentType: string | null;
  contentId: string | null;
  contentLocation: string | null;
  content: Buffer;
  message: TnefMessage | null;
};

/** What a TNEF stream (winmail.dat) holds. `sentAt` as the sender's program wrote it. */
export type TnefMessage = {
  subject: string | null;
  from: { name: string | null; address: string | null };
  to: string | null;
  sentAt: Date | null;
  text: string | null;
  html: string | null;
  files: TnefFile[];
};

const signature = 0x223e9f78;
/** Attributes ([MS-OXTNEF] 2.1.3.3, 2.1.3.4) without their types, which some programs leave out. */
const attribute = {
  codepage: 0x9007,
  subject: 0x8004,
  body: 0x800c,
  messageProperties: 0x9003,
  fileBegins: 0x9002,
  fileTitle: 0x8010,
  fileData: 0x800f,
  fileProperties: 0x9005,
  fileTransportName: 0x9001,
} as const;
const fileLevel = 2;
const embeddedMessage = 5;

type RawFile = { title: Buffer | null; transportName: Buffer | null; data: Buffer | null; properties: MapiProperties };

/**
 * Reads a TNEF stream ([MS-OXTNEF]): body, files with their long names, attached messages. Null if
 * it isn't one; a truncated stream is read as far as it goes. Files are limited like the parts of a
 * mail, messages within messages like nested mails.
 */
export function readTnef(bytes: Buffer, depth = 0): TnefMessage | null {
  if (bytes.length < 6 || bytes.readUInt32LE(0) !== signature) return null;
  const reader = byteReader(bytes.subarray(6));
  const files: RawFile[] = [];
  let properties: MapiProperties = new Map();
  let codepage = 'windows-1252';
  let subject: Buffer | null = null;
  let body: Buffer | null = null;
  while (reader.left >= 11 && files.length <= mailLimits.parts) {
    const level = reader.u8();
    const id = reader.u32() & 0xffff;
    const length = reader.u32();
    const value = reader.bytes(Math.min(length, reader.left));
    reader.advance(2);
    const isFile = level === fileLevel || id === attribute.fileBegins;
    if (isFile && (files.length === 0 || id === attribute.fileBegins))
      files.push({ title: null, transportName: null, data: null, properties: new Map() });
    const file = isFile ? files.at(-1) : undefined;
    if (id === attribute.codepage && value.length >= 4) codepage = codepageName(value.readUInt32LE(0));
    else if (id === attribute.subject) subject = value;
    else if (id === attribute.body) body = value;
    else if (id === attribute.messageProperties) properties = readMapiProperties(value);
    else if (file && id === attribute.fileTitle) file.title = value;
    else if (file && id === attribute.fileTransportName) file.transportName = value;
    else if (file && id === attribute.fileData) file.data = value;
    else if (file && id === attribute.fileProperties) file.properties = readMapiProperties(value);
  }
  const text = (id: number) => textProperty(properties, id, codepage);
  return {
    subject: text(propertyId.subject) ?? plain(subject, codepage),
    from: { name: text(propertyId.senderName), address: text(propertyId.senderSmtpAddress) ?? text(propertyId.senderAddress) },
    to: text(propertyId.displayTo),
    sentAt: fileTime(properties.get(propertyId.submitTime)?.value),
    ...bodyOf(properties, body, codepage),
    files: files.slice(0, mailLimits.parts).map((file) => toFile(file, codepage, depth)),
  };
}

const codepageName = (number: number) =>
  number === 65001 ? 'utf-8' : number === 20127 ? 'us-ascii' : number === 932 ? 'shift_jis' : `windows-${number}`;

function plain(value: Buffer | null, codepage: string): string | null {
  const text = value ? (decodeText(value, codepage).split('\0', 1)[0] ?? '').trim() : '';
  return text === '' ? null : text;
}

function bodyOf(properties: MapiProperties, body: Buffer | null, codepage: string): { text: string | null; html: string | null } {
  const compressed = bytesProperty(properties, propertyId.rtfCompressed);
  const rtf = compressed && decompressRtf(compressed, mailLimits.bodyLength * 4);
  const fromRtf = rtf ? readRtf(rtf) : null;
  const htmlBytes = bytesProperty(properties, propertyId.html);
  const internetCodepage = numberProperty(properties, propertyId.internetCodepage);
  const html = htmlBytes ? decodeText(htmlBytes, internetCodepage ? codepageName(internetCodepage) : codepage).replaceAll('\0', '') : null;
  return {
    text: textProperty(properties, propertyId.body, codepage) ?? plain(body, codepage) ?? (fromRtf?.text || null),
    html: html ?? fromRtf?.html ?? null,
  };
}

function toFile(file: RawFile, codepage: string, depth: number): TnefFile {
  const text = (id: number) => textProperty(file.properties, id, codepage);
  const bytes = bytesProperty(file.properties, propertyId.attachData);
  const isMessage = numberProperty(file.properties, propertyId.attachMethod) === embeddedMessage;
  const message = isMessage && bytes && depth < mailLimits.nestedMails ? readTnef(bytes, depth + 1) : null;
  return {
    name:
      text(propertyId.attachLongFileName) ??
      plain(file.transportName, codepage) ??
      plain(file.title, codepage) ??
      text(propertyId.attachFileName) ??
      text(propertyId.displayName),
    contentType: text(propertyId.attachMimeTag)?.toLowerCase() ?? null,
    contentId: text(propertyId.attachContentId)?.replace(/^<|>$/g, '') ?? null,
    contentLocation: text(propertyId.attachContentLocation)?.trim() || null,
    content: message ? Buffer.alloc(0) : (file.data ?? bytes ?? Buffer.alloc(0)),
    message,
  };
}

/** A FILETIME: 100 ns since 1601 ([MS-DTYP] 2.3.3). */
function fileTime(value: Buffer | undefined): Date | null {
  if (!value || value.length < 8) return null;
  const date = new Date(Number(value.readBigUInt64LE(0) / 10_000n) - 11_644_473_600_000);
  return Number.isNaN(date.getTime()) || date.getTime() < 0 ? null : date;
}
