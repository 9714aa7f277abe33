import { hash } from 'node:crypto';
import type { HeaderField } from './mail.ts';
import { traceField } from './trace-fields.ts';

/** A leaf as the digest sees it: what it says it is and the SHA-256 of its content without regard to line ends. */
export type DigestedLeaf = { type: string; name: string | null; sha256: string };

/**
 * SHA-256 (hex) of what a mail says: its fields without those of the transport, white space folded, and its leaves in order. Copies of one mail have
 * the same (sent twice, delivered to two mailboxes, resent, folded anew, LF for CRLF, base64 for 8bit); another mail under the same Message-ID has another.
 */
export function contentDigest(fields: HeaderField[], leaves: DigestedLeaf[]): string {
  const lines = fields.filter(({ name }) => !traceField.test(name)).map(({ name, value }) => `${name}:${value.replace(/\s+/g, ' ')}`);
  const parts = leaves.map(({ type, name, sha256 }) => `${type}\t${name ?? ''}\t${sha256}`);
  return hash('sha256', `${lines.join('\n')}\n\n${parts.join('\n')}`);
}

/** SHA-256 (hex) of a text with LF line ends and without empty lines at its end, which stores add and take away. */
export function textDigest(bytes: Buffer): string {
  const text = bytes.includes(0x0d) ? Buffer.from(bytes.toString('latin1').replaceAll('\r\n', '\n'), 'latin1') : bytes;
  let end = text.length;
  while (end > 0 && text[end - 1] === 0x0a) end -= 1;
  return hash('sha256', text.subarray(0, end));
}
