import { addressParser, decodeWords } from 'postal-mime';
import type { Forwarded } from './forwarded.ts';
import { textFromHtml } from './html-text.ts';
import type { NamedPerson } from './people-in.ts';

/** Header and body of an enclosed mail are read so far; beyond it stand attachments or an attack. */
const mostBytes = 2_000_000;
const mostHeader = 100_000;
const deepest = 5;
const mostParts = 50;

type Entity = { fields: Map<string, string>; body: string };

/**
 * Reads a mail that is enclosed in another (message/rfc822), as far as a forward needs it: header, and its text (the first text/plain, else
 * text/html). A reader of its own since it has to be synchronous: the parser of whole mails is not. Null without a sender.
 */
export function enclosedMail(content: Uint8Array): Forwarded | null {
  const mail = entityFrom(Buffer.from(content.buffer, content.byteOffset, Math.min(content.byteLength, mostBytes)).toString('latin1'));
  const [from] = people(mail.fields.get('from'));
  if (!from) return null;
  const parts = leaves(mail, 0, { left: mostParts });
  const plain = parts.find((part) => /^text\/plain/i.test(typeOf(part)));
  const html = parts.find((part) => /^text\/html/i.test(typeOf(part)));
  return {
    from,
    to: people(mail.fields.get('to')),
    cc: people(mail.fields.get('cc')),
    subject: mail.fields.has('subject') ? decoded(mail.fields.get('subject') ?? '') : null,
    date: mail.fields.get('date')?.trim() ?? null,
    text: (plain ? textOf(plain) : html ? textFromHtml(textOf(html)) : '').replace(/\r\n?/g, '\n').trim(),
  };
}

function entityFrom(raw: string): Entity {
  const blank = /\r?\n\r?\n/.exec(raw.slice(0, mostHeader));
  const head = blank ? raw.slice(0, blank.index) : raw.slice(0, mostHeader);
  const fields = new Map<string, string>();
  for (const line of head.replace(/\r?\n[ \t]+/g, ' ').split(/\r?\n/)) {
    const colon = line.indexOf(':');
    const name = line.slice(0, colon).trim().toLowerCase();
    if (colon > 0 && !fields.has(name)) fields.set(name, line.slice(colon + 1).trim());
  }
  return { fields, body: blank ? raw.slice(blank.index + blank[0].length) : '' };
}

const typeOf = (entity: Entity): string => entity.fields.get('content-type') ?? 'text/plain';

/** The parts that hold something (RFC 2046 5.1); attachments are passed over. */
function leaves(entity: Entity, depth: number, budget: { left: number }): Entity[] {
  const boundary = /^multipart\/.*?boundary\s*=\s*(?:"([^"]{1,200})"|([^\s;]{1,200}))/is.exec(typeOf(entity).slice(0, 2_000));
  const mark = boundary?.[1] ?? boundary?.[2];
  if (mark === undefined) return /^attachment/i.test(entity.fields.get('content-disposition') ?? '') ? [] : [entity];
  if (depth >= deepest) return [];
  const found: Entity[] = [];
  for (const piece of `\n${entity.body}`.split(`\n--${mark}`).slice(1)) {
    if (piece.startsWith('--') || budget.left <= 0) break;
    budget.left -= 1;
    const part = entityFrom(piece.replace(/^[^\n]{0,200}\n/, ''));
    found.push(...leaves(part, depth + 1, budget));
  }
  return found;
}

function textOf(entity: Entity): string {
  const encoding = (entity.fields.get('content-transfer-encoding') ?? '').trim().toLowerCase();
  const bytes =
    encoding === 'base64'
      ? Buffer.from(entity.body, 'base64')
      : Buffer.from(encoding === 'quoted-printable' ? unquoted(entity.body) : entity.body, 'latin1');
  const charset = /charset\s*=\s*"?([\w.:-]{1,40})/i.exec(typeOf(entity))?.[1] ?? 'utf-8';
  return toText(bytes, charset);
}

const unquoted = (text: string): string =>
  text
    .replace(/[ \t]{0,80}=[ \t]{0,80}\r?\n/g, '')
    .replace(/=([\dA-F]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));

function toText(bytes: Uint8Array, charset: string): string {
  try {
    return new TextDecoder(charset).decode(bytes);
  } catch {
    // an unknown charset: UTF-8 shows most of it
    return new TextDecoder('utf-8').decode(bytes);
  }
}

/** Encoded words, or raw 8-bit text as UTF-8. */
const decoded = (value: string): string =>
  decodeWords(/[\u0080-\u00ff]/.test(value) ? toText(Buffer.from(value, 'latin1'), 'utf-8') : value)
    .replace(/\s+/g, ' ')
    .trim();

function people(value: string | undefined): NamedPerson[] {
  return addressParser(decoded(value ?? '').slice(0, 20_000), { flatten: true })
    .filter((entry) => entry.address)
    .map((entry) => ({ address: (entry.address ?? '').toLowerCase(), name: entry.name || null }));
}
