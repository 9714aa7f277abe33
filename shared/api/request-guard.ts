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
 * Whether the body was lost: the Functions host hands over a body only when its length is
 * announced, and an empty one for `Transfer-Encoding: chunked` (azure-functions-host issue 4926).
 */
export const isBodyLost = (headers: HeaderFields, text: string): boolean =>
  text === '' && (headers.get('transfer-encoding') !== null || headers.get('content-length') === null);

/**
 * A JSON body as it was sent.
 *
 * @throws ProblemError 411 when its length was not announced, 415 when it has no type, 400 when it
 * is no JSON or too long.
 */
export function jsonBody(headers: HeaderFields, text: string): unknown {
  if (isBodyLost(headers, text)) {
    throw new ProblemError(411, 'body: its length must be announced (Content-Length); a body sent in chunks does not reach the functions');
  }
  if (headers.get('content-type') === null) throw new ProblemError(415, 'content-type: must be application/json');
  if (text.length > maxBodyCharacters) throw new ProblemError(400, `body: is longer than ${maxBodyCharacters} characters`);
  try {
    return JSON.parse(text);
  } catch {
    throw new ProblemError(400, 'body: is not JSON');
  }
}
