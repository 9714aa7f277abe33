import type { HttpRequest, HttpResponseInit } from '@azure/functions';

/** Graph's tokens have a few hundred characters. */
const maxTokenLength = 4096;

/**
 * The response to Graph's validation handshake (200, text/plain, the decoded token), or null if the
 * request is something else. The caller chooses the token, so no browser may take it for a page.
 */
export function handshake(request: HttpRequest): HttpResponseInit | null {
  const token = request.query.get('validationToken');
  if (token === null) return null;
  return {
    status: 200,
    headers: { 'content-type': 'text/plain', 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' },
    body: token.slice(0, maxTokenLength),
  };
}
