import { hash } from 'node:crypto';
import type { TnefFile, TnefMessage } from './read-tnef.ts';

/**
 * A message in a TNEF stream as a mail file (RFC 5322, MIME), which every mail program opens. The
 * same message gives the same bytes.
 */
export function toRfc822(message: TnefMessage): Buffer {
  const { name, address } = message.from;
  const header = [
    ...(name || address
      ? [`From: ${encodeWord(name ?? '')} <${(address ?? 'unknown@missing.invalid').replace(/[^\x21-\x7e]|[<>]/g, '')}>`]
      : []),
    ...(message.to ? [`To: ${encodeWord(message.to)}:;`] : []),
    `Subject: ${encodeWord(message.subject ?? '')}`,
    ...(message.sentAt ? [`Date: ${message.sentAt.toUTCString().replace('GMT', '+0000')}`] : []),
    'MIME-Version: 1.0',
  ];
  const parts = [
    ...(message.text || !message.html ? [part('text/plain; charset=utf-8', '', Buffer.from(message.text ?? ''))] : []),
    ...(message.html ? [part('text/html; charset=utf-8', '', Buffer.from(message.html))] : []),
    ...message.files.map(filePart),
  ];
  const boundary = `tnef-${hash('sha256', Buffer.concat(parts)).slice(0, 32)}`;
  const lines = [...header, `Content-Type: multipart/mixed; boundary="${boundary}"`, ''].join('\r\n');
  return Buffer.concat([
    Buffer.from(lines),
    ...parts.flatMap((bytes) => [Buffer.from(`\r\n--${boundary}\r\n`), bytes]),
    Buffer.from(`\r\n--${boundary}--\r\n`),
  ]);
}

function filePart(file: TnefFile): Buffer {
  const disposition = `Content-Disposition: attachment; filename*=utf-8''${encodeURIComponent((file.name ?? file.message?.subject ?? '').toWellFormed())}\r\n`;
  if (file.message) return Buffer.concat([Buffer.from(`Content-Type: message/rfc822\r\n${disposition}\r\n`), toRfc822(file.message)]);
  return part(/^[\w.+-]+\/[\w.+-]+$/.exec(file.contentType ?? '')?.[0] ?? 'application/octet-stream', disposition, file.content);
}

function part(type: string, fields: string, content: Buffer): Buffer {
  const base64 = content.toString('base64').replace(/.{76}/g, '$&\r\n');
  return Buffer.from(`Content-Type: ${type}\r\n${fields}Content-Transfer-Encoding: base64\r\n\r\n${base64}`);
}

/** Encoded words (RFC 2047) of at most 45 bytes each; no character is split. */
function encodeWord(text: string): string {
  const words: string[] = [];
  let bytes = '';
  for (const character of text.slice(0, 500).replace(/[\0-\x1f]+/g, ' ')) {
    if (Buffer.byteLength(bytes + character) > 45) {
      words.push(bytes);
      bytes = '';
    }
    bytes += character;
  }
  return [...words, bytes].map((word) => `=?utf-8?B?${Buffer.from(word).toString('base64')}?=`).join('\r\n ');
}
