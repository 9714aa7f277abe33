/**
 * A file of a mail. `type` defaults to application/octet-stream; a string is UTF-8; `encoding` to
 * base64 (message/* stays as it is, RFC 2046 5.2).
 */
export type AttachmentShape = {
  name?: string;
  type?: string;
  content: string | Uint8Array;
  disposition?: 'attachment' | 'inline' | null;
  contentId?: string;
  encoding?: 'base64' | '8bit';
};

/**
 * What a mail holds. Without anything it is a plain mail of alice@fabrikam.example to
 * support@contoso.example. `null` leaves a default field out. `headers` are set last: they replace
 * the field of that name (an array writes it several times, null removes it). With `report` it is a
 * multipart/report (RFC 6522) of that type: the text, then `attachments` as its parts. With `body`
 * everything else of the body is ignored: the bytes after the header are these, and `headers` has
 * to say what they are.
 */
export type MailShape = {
  from?: string | null | undefined;
  to?: string | null | undefined;
  cc?: string | undefined;
  subject?: string | null | undefined;
  date?: string | null | undefined;
  messageId?: string | null | undefined;
  inReplyTo?: string | undefined;
  references?: string[] | undefined;
  headers?: Record<string, string | string[] | null>;
  text?: string | undefined;
  html?: string | undefined;
  attachments?: AttachmentShape[];
  report?: string | undefined;
  body?: string | Uint8Array;
};

type Entity = { headers: [string, string][]; body: Buffer };

/**
 * Builds a raw mail (RFC 5322, MIME; CRLF, UTF-8, 8 bit). The same shape gives the same bytes.
 * Field values go in as they are: encode words yourself.
 */
export function aMail(shape: MailShape = {}): Uint8Array {
  const entity = bodyOf(shape);
  const fields = new Map<string, [string, string[]]>();
  const set = (name: string, value: string | string[] | null | undefined) => {
    fields.delete(name.toLowerCase());
    if (value !== null && value !== undefined) fields.set(name.toLowerCase(), [name, typeof value === 'string' ? [value] : value]);
  };
  set('From', shape.from === undefined ? 'Alice Fabrikam <alice@fabrikam.example>' : shape.from);
  set('To', shape.to === undefined ? 'support@contoso.example' : shape.to);
  set('Cc', shape.cc);
  set('Subject', shape.subject === undefined ? 'The printer is out of paper' : shape.subject);
  set('Date', shape.date === undefined ? 'Mon, 02 Nov 2026 09:00:00 +0100' : shape.date);
  set('Message-ID', shape.messageId === undefined ? '<first@fabrikam.example>' : shape.messageId);
  set('In-Reply-To', shape.inReplyTo);
  set('References', shape.references?.join('\r\n '));
  set('MIME-Version', '1.0');
  for (const [name, value] of entity.headers) set(name, value);
  for (const [name, value] of Object.entries(shape.headers ?? {})) set(name, value);
  const lines = [...fields.values()].flatMap(([name, values]) => values.map((value) => `${name}: ${value}\r\n`));
  return Buffer.concat([Buffer.from(`${lines.join('')}\r\n`), entity.body]);
}

function bodyOf(shape: MailShape): Entity {
  if (shape.body !== undefined) return { headers: [], body: toBytes(shape.body) };
  const readable = textEntity(shape);
  const files = (shape.attachments ?? []).map(fileEntity);
  if (shape.report) return multipart(`report; report-type=${shape.report}`, [readable, ...files]);
  return files.length === 0 ? readable : multipart('mixed', [readable, ...files]);
}

function textEntity({ text, html }: MailShape): Entity {
  const plain = leaf('text/plain', text ?? 'Hello,\n\nthe printer on the second floor is out of paper.\n');
  if (html === undefined) return plain;
  const rich = leaf('text/html', html);
  return text === undefined ? rich : multipart('alternative', [plain, rich]);
}

const leaf = (type: string, content: string): Entity => ({
  headers: [
    ['Content-Type', `${type}; charset=utf-8`],
    ['Content-Transfer-Encoding', '8bit'],
  ],
  body: toBytes(content),
});

function fileEntity(file: AttachmentShape): Entity {
  const type = file.type ?? 'application/octet-stream';
  const isMessage = /^(?:message\/|text\/rfc822-headers)/.test(type);
  const encoding = file.encoding ?? (isMessage ? '8bit' : 'base64');
  const headers: [string, string][] = [['Content-Type', file.name === undefined ? type : `${type}; name="${file.name}"`]];
  if (encoding === 'base64') headers.push(['Content-Transfer-Encoding', 'base64']);
  const disposition = file.disposition === undefined ? (isMessage ? null : 'attachment') : file.disposition;
  if (disposition) headers.push(['Content-Disposition', file.name === undefined ? disposition : `${disposition}; filename="${file.name}"`]);
  if (file.contentId) headers.push(['Content-ID', `<${file.contentId}>`]);
  const bytes = toBytes(file.content);
  if (encoding === '8bit') return { headers, body: bytes };
  return { headers, body: Buffer.from(bytes.toString('base64').replace(/.{76}/g, '$&\r\n')) };
}

function multipart(subtype: string, parts: Entity[]): Entity {
  // a mail inside a mail may use the same names: take the first that occurs in no part
  const used = parts.map((part) => `${part.headers[0]?.[1]} ${part.body.toString('latin1')}`).join('');
  const depth = Math.max(0, ...Array.from(used.matchAll(/=_level_(\d+)/g), (match) => Number(match[1]))) + 1;
  const boundary = `=_level_${depth}`;
  const pieces = parts.flatMap((part) => [
    Buffer.from(`--${boundary}\r\n${part.headers.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n`),
    part.body,
    Buffer.from('\r\n'),
  ]);
  return {
    headers: [['Content-Type', `multipart/${subtype}; boundary="${boundary}"`]],
    body: Buffer.concat([...pieces, Buffer.from(`--${boundary}--\r\n`)]),
  };
}

/** Text gets CRLF line ends; bytes stay as they are. */
const toBytes = (content: string | Uint8Array): Buffer =>
  typeof content === 'string' ? Buffer.from(content.replace(/\r?\n/g, '\r\n')) : Buffer.from(content);
