import type { IncomingMessage } from 'node:http';

/** As the real host (maxRequestBodySize); without a limit one upload takes all memory. */
export const BODY_LIMIT = 100 * 1024 * 1024;

/** The request's whole body; undefined when it is larger than the limit (the rest is not read). Rejects when the client breaks off. */
export async function readBody(request: IncomingMessage): Promise<Buffer | undefined> {
  if (Number(request.headers['content-length'] ?? 0) > BODY_LIMIT) return undefined;
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    if (!Buffer.isBuffer(chunk)) throw new TypeError('The request has an encoding set.');
    size += chunk.length;
    if (size > BODY_LIMIT) return undefined;
    chunks.push(chunk);
  }
  const [first] = chunks;
  return chunks.length === 1 && first !== undefined ? first : Buffer.concat(chunks, size);
}
