import type { ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { CallResult } from '../host/open-invocations.ts';
import { toSetCookie } from './to-set-cookie.ts';

/** The server's own business, whatever the function says. */
const NOT_FROM_FUNCTIONS = new Set(['content-length', 'transfer-encoding', 'connection', 'keep-alive', 'upgrade']);

/**
 * Sends what the function returned; nothing returned is 204, as in the real host. A large body
 * comes piece by piece, at the client's pace; a client who goes away ends that without an error.
 */
export async function writeResponse(response: ServerResponse, { http, body, bodyLength }: CallResult): Promise<void> {
  response.statusCode = Number(http?.statusCode ?? (http === undefined ? 204 : 200));
  for (const [name, value] of Object.entries(http?.headers ?? {})) {
    if (!NOT_FROM_FUNCTIONS.has(name.toLowerCase())) response.setHeader(name, value);
  }
  for (const cookie of http?.cookies ?? []) response.appendHeader('set-cookie', toSetCookie(cookie));
  if (response.statusCode !== 204 && response.statusCode !== 304) response.setHeader('content-length', bodyLength);

  if (!(body instanceof Readable)) {
    response.end(body);
    return;
  }
  if (response.req.method === 'HEAD') {
    body.destroy();
    response.end();
    return;
  }
  await pipeline(body, response).catch(() => response.destroy());
}
