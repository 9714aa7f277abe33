import type { IncomingMessage } from 'node:http';
import { Refusal } from './refusal.ts';

/**
 * The request's body. Throws a Refusal 413 with `tooLong(message)` as soon as more than `limit`
 * bytes are announced or have come, so that no request can fill the memory.
 */
export async function readBody(request: IncomingMessage, limit: number, tooLong: (message: string) => unknown): Promise<Buffer> {
  const refusal = () => new Refusal(413, tooLong(`The request body is longer than ${limit} bytes.`), { connection: 'close' });
  if (Number(request.headers['content-length'] ?? 0) > limit) throw refusal();
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request.iterator({ destroyOnReturn: false })) {
    const bytes = Buffer.from(chunk);
    length += bytes.length;
    if (length > limit) throw refusal();
    chunks.push(bytes);
  }
  return Buffer.concat(chunks, length);
}
