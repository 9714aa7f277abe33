import { ProblemError } from './problem.ts';

/** The header fields of a request, by name in any case. */
export type HeaderFields = { get(name: string): string | null };

/** A body is some settings; more is a mistake, or an attack on the memory of the process. */
const maxBodyCharacters = 100_000;

/**
 * Refuses what a page of another site makes a signed-in person's browser send (CSRF). A browser
 * names the page's origin in every request that changes something (fetch.spec.whatwg.org, "append a
 * request Origin header"), and no page can leave that out; programs that are no browsers send
 * neither field. `own`: the addresses under which this app is reached.
 *
 * @throws ProblemError 403 when the request comes from a page of another origin.
 */
export function refuseForeignPages(headers: HeaderFields, own: readonly string[]): void {
  const origin = headers.get('origin');
  if (origin !== null && !own.some((url) => URL.parse(url)?.origin === origin)) {
    throw new ProblemError(
      403,
      'Origin: a page of another site may not change anything here. Call the API from its own address or from a program.',
    );
  }
  const site = headers.get('sec-fetch-site');
  if (site !== null && site !== 'same-origin' && site !== 'none') {
    throw new ProblemError(403, 'Sec-Fetch-Site: a page of another site may not change anything here.');
  }
}

/**
 * Refuses what is not announced as JSON: forms of web pages can send only other types without being
 * asked for leave (CORS preflight).
 *
 * @throws ProblemError 415.
 */
export function refuseOtherThanJson(headers: HeaderFields): void {
  const type = headers.get('content-type');
  if (type === null || /^application\/json\s*(;|$)/i.test(type.trim())) return;
  throw new ProblemError(415, 'content-type: must be application/json');
}

/**
 * Refuses what is not announced as bytes, for the same reason, and a file that is too large before
 * it is read.
 *
 * @throws ProblemError 415, 411 when its length was not announced, 413.
 */
export function refuseOtherThanFile(headers: HeaderFields, maxBytes: number): void {
  if (!/^application\/octet-stream\s*(;|$)/i.test(headers.get('content-type')?.trim() ?? ''))
    throw new ProblemError(415, 'content-type: must be application/octet-stream, whatever the file is');
  const length = headers.get('content-length');
  if (length === null) throw new ProblemError(411, 'body: its length must be announced (Content-Length)');
  if (Number(length) > maxBytes) throw new ProblemError(413, `body: must have ${Math.floor(maxBytes / 1_000_000)} MB at most`);
}

/**
 * The field Idempotency-Key (draft-ietf-httpapi-idempotency-key-header), or null.
 *
 * @throws ProblemError 400 when it is too long to be one.
 */
export function idempotencyKeyOf(headers: HeaderFields): string | null {
  const key = headers.get('idempotency-key')?.trim() ?? '';
  if (key.length > 200) throw new ProblemError(400, 'idempotency-key: must have 200 characters at most');
  return key === '' ? null : key;
}

/**
 * Refuses a body in another encoding than it would be read in: a charset other than UTF-8 (JSON has
 * no other, RFC 8259 8.1), or compressed.
 *
 * @throws ProblemError 415.
 */
export function refuseEncoded(headers: HeaderFields): void {
  const charset = /;\s*charset\s*=\s*"?([^";\s]*)/i.exec(headers.get('content-type') ?? '')?.[1];
  if (charset !== undefined && !/^(?:utf-?8|us-ascii)$/i.test(charset)) {
    throw new ProblemError(415, 'content-type: its charset must be utf-8');
  }
  const encoding = headers.get('content-encoding')?.trim() ?? '';
  if (encoding !== '' && encoding.toLowerCase() !== 'identity') {
    throw new ProblemError(415, 'content-encoding: send the body as it is, not compressed');
  }
}

/**
 * Whether the body was lost: the Functions host hands over a body only when its length is
 * announced, and an empty one for `Transfer-Encoding: chunked` (azure-functions-host issue 4926).
 */
export const isBodyLost = (headers: HeaderFields, text: string): boolean =>
  text === '' && (headers.get('transfer-encoding') !== null || headers.get('content-length') === null);

/**
 * A JSON body as it was sent.
 *
 * @throws ProblemError 411 when its length was not announced, 415 when it has no type, 413 when it
 * is too long, 400 when it is no JSON.
 */
export function jsonBody(headers: HeaderFields, text: string, maxCharacters = maxBodyCharacters): unknown {
  if (isBodyLost(headers, text)) {
    throw new ProblemError(411, 'body: its length must be announced (Content-Length); a body sent in chunks does not reach the functions');
  }
  if (headers.get('content-type') === null) throw new ProblemError(415, 'content-type: must be application/json');
  if (text.length > maxCharacters) throw new ProblemError(413, `body: is longer than ${maxCharacters} characters`);
  try {
    return JSON.parse(text);
  } catch {
    throw new ProblemError(400, 'body: is not JSON');
  }
}
