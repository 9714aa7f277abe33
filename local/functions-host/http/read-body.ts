import type { IncomingMessage } from 'node:http';

/** As the real host (maxRequestBodySize); without a limit one upload takes all memory. */
const BODY_LIMIT = 100 * 1024 * 1024;

/**
 * The body as a function gets it, undefined as with readBody: the real host binds a body only when
 * its length is announced, and hands over an empty one for `Transfer-Encoding: chunked`.
 * https://github.com/Azure/azure-functions-host/issues/4926
 */
export async function readBodyOfKnownLength(request: IncomingMessage): Promise<Buffer | undefined> {
  const body = await readBody(request);
  return request.headers['content-length'] === undefined ? body?.subarray(0, 0) : body;
}

/**
 * The request's whole body; undefined when it is larger than the limit (the rest is not read).
 * Rejects when the client breaks off.
 */
export async function readBody(request: IncomingMessage): Promise<Buffer | undefined> {
  const announced = Number(request.headers['content-length'] ?? 0);
  if (announced > BODY_LIMIT) return undefined;
  // where the length is known the bytes go straight to their place; else the body would lie in
  // memory twice
  let whole: Buffer = Buffer.allocUnsafe(announced);
  let size = 0;
  for await (const chunk of request) {
    if (!Buffer.isBuffer(chunk)) throw new TypeError('The request has an encoding set.');
    if (size + chunk.length > BODY_LIMIT) return undefined;
    if (size + chunk.length > whole.length) whole = grown(whole, size + chunk.length);
    size += chunk.copy(whole, size);
  }
  return whole.subarray(0, size);
}

/** Twice as large, so that a body of unknown length is not copied for each chunk. */
function grown(buffer: Buffer, least: number): Buffer {
  const larger = Buffer.allocUnsafe(Math.min(Math.max(least, buffer.length * 2, 64 * 1024), BODY_LIMIT));
  buffer.copy(larger);
  return larger;
}
