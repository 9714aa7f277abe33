import type { IncomingMessage } from 'node:http';

/**
 * What is read on after the limit, so that the client hears the refusal instead of a reset; beyond
 * it the connection is cut.
 */
const PATIENCE_BYTES = 64 * 1024 * 1024;

/**
 * Reads a request's body as text. Over `limit` bytes only its length is kept, against filling the
 * memory.
 */
export async function readBody(incoming: IncomingMessage, limit: number): Promise<{ body: string | undefined; length: number }> {
  let chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of incoming) {
    const bytes: Buffer = chunk;
    length += bytes.length;
    if (length > PATIENCE_BYTES) throw new Error(`A request is longer than ${PATIENCE_BYTES} bytes.`);
    if (length > limit) chunks = [];
    else chunks.push(bytes);
  }
  return { body: length > limit ? undefined : Buffer.concat(chunks).toString(), length };
}
