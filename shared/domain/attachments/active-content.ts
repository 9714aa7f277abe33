import { type Remark, remark } from '../words/remark.ts';
import { fileKind } from './file-kind.ts';
import { entryContent, zipEntries } from './zip-entries.ts';

/**
 * A relationship that loads a template from outside when the document opens (OPC, ISO/IEC 29500-2
 * 8.4).
 */
const remoteTemplate = /<Relationship\b(?=[^>]{0,2000}\/attachedTemplate")(?=[^>]{0,2000}TargetMode="External")/;
const maxRelationsBytes = 256 * 1024;
const inUtf16 = (text: string) => Buffer.from(text, 'utf16le');
const streams = { macros: inUtf16('_VBA_PROJECT'), encrypted: inUtf16('EncryptedPackage'), object: inUtf16('\u0001Ole10Native') };

/**
 * What a technician should know before opening an Office file, PDF, picture or web page: macros,
 * objects, encryption, scripts.
 */
export function officeFlags(content: Buffer): Remark[] {
  const family = fileKind(content)?.family;
  if (family === 'zip') return zipFlags(content);
  if (family === 'compound') return compoundFlags(content);
  if (family === 'rtf') return content.includes('\\objdata') ? [remark('embedded-object')] : [];
  if (family === 'pdf')
    return /\/(?:JavaScript|Launch)\b/.test(content.toString('latin1', 0, 5_000_000)) ? [remark('script-or-launch')] : [];
  return pageFlags(content);
}

function zipFlags(content: Buffer): Remark[] {
  const entries = zipEntries(content) ?? [];
  const has = (shape: RegExp) => entries.some((entry) => shape.test(entry.name));
  if (!has(/^\[Content_Types\]\.xml$|^mimetype$/)) return [];
  const settings = entries.find((entry) => entry.name === 'word/_rels/settings.xml.rels');
  const relations = settings && entryContent(content, settings, maxRelationsBytes)?.toString('utf8');
  return [
    ...(has(/(?:^|\/)vbaProject\.bin$|^Basic\/.+\/script-lb\.xml$/i) ? [remark('macros')] : []),
    ...(has(/\/embeddings\/oleObject\d{0,5}\.bin$/i) ? [remark('embedded-object')] : []),
    ...(relations && remoteTemplate.test(relations) ? [remark('remote-template')] : []),
  ];
}

const compoundFlags = (content: Buffer): Remark[] => [
  ...(content.includes(streams.macros) ? [remark('macros')] : []),
  ...(content.includes(streams.object) ? [remark('embedded-object')] : []),
  ...(content.includes(streams.encrypted) ? [remark('encrypted')] : []),
];

/**
 * Web pages and SVG pictures run scripts when they are opened; some build a file that they carry
 * from text (HTML smuggling).
 */
function pageFlags(content: Buffer): Remark[] {
  const beginning = content.toString('latin1', 0, 2048);
  if (!/<(?:html|svg|script|body|!doctype html)\b/i.test(beginning)) return [];
  const text = content.toString('latin1', 0, 2_000_000);
  const carries = /\b(?:msSaveOrOpenBlob|createObjectURL|new Blob)\b/.test(text) && /\b(?:atob|fromCharCode|Uint8Array)\b/.test(text);
  if (carries) return [remark('page-builds-file')];
  return /<script\b|\bon(?:load|error|click)\s{0,9}=|javascript:/i.test(text) ? [remark('page-with-script')] : [];
}
